import type { Json } from '@coderclaw/core';
import { CHANNEL_KEYS, QUEUE_MODE } from './channel-keys.ts';
import type { ConfigKey, ConfigType } from './config-key.ts';

const TEXT: ConfigType = { kind: 'text' };
const TOKENS: ConfigType = { kind: 'integer', min: 1, max: 100_000_000 };
const MEGABYTES: ConfigType = { kind: 'integer', min: 1, max: 1_000_000_000 };
const PRICE: ConfigType = { kind: 'number', min: 0 };

/** How a gateway may listen. Everything but `loopback` opens it to other machines. */
export const BINDS = ['loopback', 'lan', 'auto', 'tailnet', 'custom'] as const;
export type Bind = (typeof BINDS)[number];

export const AUTH_MODES = ['token', 'password'] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

/** The wire formats that a model's endpoint may speak. */
export const MODEL_APIS = [
  'openai-completions',
  'openai-responses',
  'anthropic-messages',
  'google-generative-ai',
] as const;
export type ModelApi = (typeof MODEL_APIS)[number];

/**
 * Every key of `coderclaw.yaml`: the one source of what is read, of what `config set` accepts and of
 * `docs/configuration.md`. A string that is literally `...` counts as unset everywhere.
 */
export const CONFIG_KEYS: readonly ConfigKey[] = [
  {
    path: 'gateway.port',
    type: { kind: 'integer', min: 0, max: 65_535 },
    default: 18_789,
    description: 'Port of HTTP and WebSocket; 0 takes a free one.',
  },
  {
    path: 'gateway.bind',
    type: { kind: 'choice', values: BINDS },
    default: 'loopback',
    description: 'Which addresses to listen on. A bad value means loopback.',
  },
  {
    path: 'gateway.auth.mode',
    type: { kind: 'choice', values: AUTH_MODES },
    default: 'token',
    description: 'What clients prove themselves with. `password` without a password means token.',
  },
  {
    path: 'gateway.auth.token',
    type: TEXT,
    default: null,
    secret: true,
    description:
      'The shared token. Without it, the one in `<home>/token`, made at the first start.',
  },
  {
    path: 'gateway.auth.password',
    type: TEXT,
    default: null,
    secret: true,
    description: 'The shared password of mode `password`.',
  },
  {
    path: 'agents.defaults.model.primary',
    type: TEXT,
    default: null,
    description:
      'The model, as `<name>/<model>` or a bare known id. Without it, one of the first provider with a key; with no key, `demo/demo`.',
  },
  {
    path: 'agents.defaults.model.fallbacks',
    type: { kind: 'list', of: TEXT },
    default: [],
    description: 'Models tried in order when the primary fails.',
  },
  {
    path: 'agents.defaults.workspace',
    type: { kind: 'path' },
    default: null,
    description: "The project directory agents work on. Without it, each agent's home.",
  },
  {
    path: 'agents.defaults.timeoutSeconds',
    type: { kind: 'integer', min: 1, max: 86_400 },
    default: 600,
    description: 'How long a run may take, in seconds.',
  },
  {
    path: 'agents.defaults.verboseDefault',
    type: { kind: 'choice', values: ['off', 'on', 'full'], whenTrue: 'on', whenFalse: 'off' },
    default: 'on',
    description:
      'How much of its tools a run shows on the page and the command line: nothing, names and summaries, or everything. Chat apps show them only where `/verbose` asks for it.',
  },
  {
    path: 'agents.list[].id',
    type: { kind: 'agent-id' },
    default: null,
    required: true,
    description: "The agent's name. `main` is always there, also when it is not listed.",
  },
  {
    path: 'agents.list[].workspace',
    type: { kind: 'path' },
    default: null,
    description: 'Its project directory, instead of the default one.',
  },
  {
    path: 'agents.list[].model',
    type: TEXT,
    default: null,
    description: 'Its model, instead of the default one; the default fallbacks follow it.',
  },
  {
    path: 'models.<name>.apiKey',
    type: TEXT,
    default: null,
    secret: true,
    description:
      'The key. Without it, ANTHROPIC_API_KEY, OPENAI_API_KEY, GEMINI_API_KEY (`google`) or OPENROUTER_API_KEY of the environment.',
  },
  {
    path: 'models.<name>.baseUrl',
    type: { kind: 'address' },
    default: null,
    description: "The endpoint, instead of the provider's own.",
  },
  {
    path: 'models.<name>.api',
    type: { kind: 'choice', values: MODEL_APIS },
    default: null,
    description: 'What the endpoint speaks. Needed where the name is not a known provider.',
  },
  {
    path: 'models.<name>.models[].id',
    type: TEXT,
    default: null,
    required: true,
    description: 'A model of the endpoint. An entry that is only an id may be written as that id.',
  },
  {
    path: 'models.<name>.models[].contextWindow',
    type: TOKENS,
    default: null,
    description: 'Tokens that fit into one request.',
  },
  {
    path: 'models.<name>.models[].maxTokens',
    type: TOKENS,
    default: null,
    description: 'Tokens of the longest answer.',
  },
  {
    path: 'models.<name>.models[].input',
    type: { kind: 'list', of: { kind: 'choice', values: ['text', 'image'] } },
    default: ['text'],
    description: 'What the model can be shown.',
  },
  ...(['input', 'output', 'cacheRead', 'cacheWrite'] as const).map((part) => ({
    path: `models.<name>.models[].cost.${part}`,
    type: PRICE,
    default: 0,
    description: `US dollars for a million tokens of ${part}.`,
  })),
  {
    path: 'messages.queue.mode',
    type: QUEUE_MODE,
    default: 'steer',
    description:
      'What a message does that arrives while a run works: join it, wait for its own turn, wait and be answered with the others, or end it.',
  },
  {
    path: 'media.maxTotalMb',
    type: MEGABYTES,
    default: 5_000,
    description:
      'How much the files that came and went with messages may take on the disk, in MB of 1,000,000 bytes. Beyond that none are taken in.',
  },
  {
    path: 'media.maxDailyMbPerSender',
    type: MEGABYTES,
    default: 500,
    description:
      'How much the files may have that one sender sends in 24 hours, in MB. The owner may send more.',
  },
  {
    path: 'media.keepDays',
    type: { kind: 'integer', min: 0, max: 36_500 },
    default: 90,
    description: 'For how many days files that came are kept; 0 keeps them for ever.',
  },
  ...CHANNEL_KEYS,
];

/** The default of a key. The table holds the defaults; nothing else does. */
export function defaultOf<Value extends Json>(path: string): Value {
  const key = CONFIG_KEYS.find((candidate) => candidate.path === path);
  return key?.default as Value;
}
