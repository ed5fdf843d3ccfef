import type { DmPolicy, GroupPolicy, QueueMode } from '@coderclaw/core';
import type { ConfigKey, ConfigType } from './config-key.ts';

const TEXT: ConfigType = { kind: 'text' };
const BOOLEAN: ConfigType = { kind: 'boolean' };

// Core's own lists, which are not imported: reading one key must not load all of core. A test compares them.
export const DM_POLICY_WORDS: readonly DmPolicy[] = ['pairing', 'allowlist', 'open', 'disabled'];
export const GROUP_POLICY_WORDS: readonly GroupPolicy[] = ['allowlist', 'open', 'disabled'];
export const QUEUE_MODE_WORDS: readonly QueueMode[] = ['steer', 'followup', 'collect', 'interrupt'];
export const QUEUE_MODE: ConfigType = { kind: 'choice', values: QUEUE_MODE_WORDS };

/** What sets one channel's configuration apart from another's. */
export type ChannelSchema = {
  /** The channel's own name, under `channels` and in rows. */
  readonly name: string;
  /** What a person calls it. */
  readonly label: string;
  /** The option that logs in: no two accounts share one, and none is inherited. `variable` holds it for the default account. */
  readonly login: { readonly option: string; readonly variable: string };
  /** How a person comes by what logs in, and where. */
  readonly guide: { readonly text: string; readonly link: string };
  /** The options that a person is asked for to connect an account, in this order, and what they call them. */
  readonly asked: readonly { readonly option: string; readonly label: string }[];
  /** Who may be named in its lists. */
  readonly identity: ConfigType;
  /** What only this channel understands; handed to it as it is. Paths are relative to an account. */
  readonly options: readonly ConfigKey[];
};

const TELEGRAM: ChannelSchema = {
  name: 'telegram',
  label: 'Telegram',
  login: { option: 'botToken', variable: 'TELEGRAM_BOT_TOKEN' },
  guide: {
    text: 'Write /newbot to @BotFather on Telegram and answer its questions. It then tells you the token of your bot.',
    link: 'https://t.me/BotFather',
  },
  asked: [{ option: 'botToken', label: 'Bot token' }],
  identity: {
    kind: 'id',
    pattern: /^\d{1,20}$/u,
    expected:
      'a numeric user id, not a @username, which can change hands (write /whoami to the bot to see yours)',
  },
  options: [
    {
      path: 'botToken',
      type: TEXT,
      default: null,
      secret: true,
      description:
        "The bot's token, from @BotFather. Without it, TELEGRAM_BOT_TOKEN of the environment.",
    },
    {
      path: 'apiRoot',
      type: { kind: 'address' },
      default: null,
      description: "A Bot API server of one's own, instead of Telegram's.",
    },
    {
      path: 'streaming',
      type: BOOLEAN,
      default: true,
      description: 'Whether an answer is shown while it is written.',
    },
  ],
};

/** Every channel that the configuration knows. Another one adds its row here, and no code. */
export const CHANNEL_SCHEMAS: readonly ChannelSchema[] = [TELEGRAM];

/** What every channel has: who may talk there, and how. Paths are relative to an account. */
function policyKeys({ identity }: ChannelSchema): readonly ConfigKey[] {
  return [
    {
      path: 'enabled',
      type: BOOLEAN,
      default: true,
      description: 'Whether it is connected. `false` on the channel holds for all its accounts.',
    },
    {
      path: 'dmPolicy',
      type: { kind: 'choice', values: DM_POLICY_WORDS },
      default: 'pairing',
      description:
        'Who may write directly: who was approved with a pairing code or is in `allowFrom`; only the latter; everybody; nobody.',
    },
    {
      path: 'allowFrom',
      type: { kind: 'list', of: identity },
      default: [],
      description: 'Who may write without pairing.',
    },
    {
      path: 'groupPolicy',
      type: { kind: 'choice', values: GROUP_POLICY_WORDS },
      default: 'allowlist',
      description: 'In which groups it answers: those under `groups`; all; none.',
    },
    {
      path: 'groups.<group>.requireMention',
      type: BOOLEAN,
      default: true,
      description: 'Whether the group is answered only when it turns to the bot.',
    },
    {
      path: 'groups.<group>.allowFrom',
      type: { kind: 'list', of: identity },
      default: [],
      description: 'Who may write there. An empty list means everybody in the group.',
    },
    {
      path: 'groups.<group>.agent',
      type: { kind: 'agent-id' },
      default: null,
      description: 'The agent that answers there, instead of the default one.',
    },
    {
      path: 'groups.<group>.queueMode',
      type: QUEUE_MODE,
      default: null,
      description: 'As `messages.queue.mode`, for this group.',
    },
    {
      path: 'mentionPatterns',
      type: { kind: 'list', of: TEXT },
      default: [],
      description:
        "Words that turn a group's message to the bot, besides its name; `*` stands for any characters.",
    },
    {
      path: 'queueMode',
      type: QUEUE_MODE,
      default: null,
      description: 'As `messages.queue.mode`, for this channel.',
    },
    {
      path: 'webhook.url',
      type: { kind: 'address', secure: true },
      default: null,
      description:
        'Where the platform reaches this gateway, for events to be posted instead of fetched. Without a path, `/hooks/channels/<channel>/<account>` is added.',
    },
    {
      path: 'webhook.secret',
      type: TEXT,
      default: null,
      secret: true,
      description: 'What the platform proves itself with there. Needed with `webhook.url`.',
    },
  ];
}

/** The keys of one account, relative to its section: its own options and what every channel has. */
export function accountKeys(schema: ChannelSchema): readonly ConfigKey[] {
  const [enabled, ...policy] = policyKeys(schema);
  return [enabled!, ...schema.options, ...policy];
}

/** The keys of the channel itself, which are those of its account `default`, and of each account under `accounts`. */
function channelKeys(schema: ChannelSchema): readonly ConfigKey[] {
  const keys = accountKeys(schema);
  const section = `channels.${schema.name}`;
  return [
    ...keys.map((key) => ({ ...key, path: `${section}.${key.path}` })),
    ...keys.map((key) => ({
      ...key,
      path: `${section}.accounts.<account>.${key.path}`,
      inherits: `${section}.${key.path}`,
    })),
  ];
}

export const CHANNEL_KEYS: readonly ConfigKey[] = CHANNEL_SCHEMAS.flatMap(channelKeys);
