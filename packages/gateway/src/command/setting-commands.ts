import {
  type CommandRequest,
  decideQueueMode,
  groupRuleOf,
  QUEUE_MODES,
  type SessionSettings,
  THINKING_LEVELS,
  VERBOSE_LEVELS,
} from '@coderclaw/core';
import { findNearestName } from '@coderclaw/core/nearest-name';
import { buttonsOf, choiceOf, codeOf } from './answer-text.ts';
import type { CommandHandler, CommandPorts } from './command-ports.ts';

/** The word that gives a session's own setting up. */
export const DEFAULT_WORD = 'default';

/** What holds in a session, and whether it is the session's own. */
export type Present = { readonly value: string; readonly origin: string };

export const OWN_ORIGIN = 'set for this session';
const CONFIGURED = 'as configured';

type Setting = {
  readonly command: 'think' | 'verbose' | 'queue';
  readonly title: string;
  readonly key: keyof SessionSettings;
  readonly words: readonly string[];
  /** What a word means, where it does not say so itself. */
  readonly meanings: { readonly [word: string]: string };
  readonly present: (request: CommandRequest, ports: CommandPorts) => Present;
};

export function presentThinking(
  { session, agentId }: Pick<CommandRequest, 'session' | 'agentId'>,
  { agents }: Pick<CommandPorts, 'agents'>,
): Present {
  const { thinking } = session.settings;
  if (thinking) return { value: thinking, origin: OWN_ORIGIN };
  return { value: agents.find(agentId)?.thinking ?? 'off', origin: CONFIGURED };
}

export function presentVerbose(
  { session, place }: Pick<CommandRequest, 'session' | 'place'>,
  { verbosity, channels }: Pick<CommandPorts, 'verbosity' | 'channels'>,
): Present {
  const { verbose } = session.settings;
  if (verbose) return { value: verbose, origin: OWN_ORIGIN };
  const transport = channels.find(place)?.capabilities.transport ?? 'push';
  const origin = transport === 'push' ? 'as in every chat app' : CONFIGURED;
  return { value: verbosity.standingLevel(session.agentId, transport), origin };
}

export function presentQueueMode(
  { session, place }: Pick<CommandRequest, 'session' | 'place'>,
  { policies }: Pick<CommandPorts, 'policies'>,
): Present {
  const policy = policies.find(place);
  const rule = policy && place.kind !== 'direct' ? groupRuleOf(policy, place.addresses) : null;
  const { queueMode: own } = session.settings;
  const { mode, source } = decideQueueMode({ own, rule, policy, standing: policies.queueMode });
  return { value: mode, origin: ORIGIN_OF_QUEUE_MODE[source] };
}

const ORIGIN_OF_QUEUE_MODE = {
  session: OWN_ORIGIN,
  group: 'as configured for this group',
  account: CONFIGURED,
  standing: CONFIGURED,
} as const;

const THINK: Setting = {
  command: 'think',
  title: 'Thinking',
  key: 'thinking',
  words: THINKING_LEVELS,
  meanings: {},
  present: presentThinking,
};

const VERBOSE: Setting = {
  command: 'verbose',
  title: 'Verbose',
  key: 'verbose',
  words: VERBOSE_LEVELS,
  meanings: {
    off: 'You see the answer.',
    on: 'You see a line for each tool, and the answer.',
    full: 'You see what each tool was given and said, and the answer.',
  },
  present: presentVerbose,
};

const QUEUE: Setting = {
  command: 'queue',
  title: 'Queue',
  key: 'queueMode',
  words: QUEUE_MODES,
  meanings: {
    steer: 'What you write while I work joins that work.',
    followup: 'What you write while I work is answered afterwards, one after the other.',
    collect: 'What you write while I work is answered afterwards, all together.',
    interrupt: 'What you write while I work ends that work and is answered at once.',
  },
  present: presentQueueMode,
};

export const think = settingCommand(THINK);
export const verbose = settingCommand(VERBOSE);
export const queue = settingCommand(QUEUE);

function settingCommand(setting: Setting): CommandHandler {
  return async (request, ports) => {
    const wanted = request.call.args.toLowerCase();
    if (wanted === '') return describe(setting, setting.present(request, ports));
    if (wanted !== DEFAULT_WORD && !setting.words.includes(wanted))
      return refuse(setting, setting.present(request, ports), wanted);
    const session = await ports.kernel().patchSession({
      sessionId: request.session.id,
      principalId: request.principalId,
      settings: { [setting.key]: wanted === DEFAULT_WORD ? null : wanted },
    });
    ports.verbosity.remember(session);
    const { value, origin } = setting.present({ ...request, session }, ports);
    const now =
      wanted === DEFAULT_WORD
        ? `is ${codeOf(value)} again, ${origin}`
        : `is ${codeOf(value)} from now on, in this session`;
    return { text: [`**${setting.title}** ${now}.`, ...meaningOf(setting, value)].join(' ') };
  };
}

function describe(setting: Setting, { value, origin }: Present) {
  const { command, title } = setting;
  const first = [`**${title}** is ${codeOf(value)}, ${origin}.`, ...meaningOf(setting, value)];
  return {
    text: `${first.join(' ')}\n\n${choices(setting)}`,
    ...withButtons(command, setting, value),
  };
}

function refuse(setting: Setting, { value }: Present, wanted: string) {
  const { command, words, title } = setting;
  const nearest = findNearestName(wanted, [...words, DEFAULT_WORD]);
  const hint = nearest ? ` Did you mean ${codeOf(nearest)}?` : '';
  const text = `${title} can not be ${codeOf(wanted)}; nothing was changed.${hint}\n\n${choices(setting)}`;
  return { text, ...withButtons(command, setting, value) };
}

function choices({ command, words }: Setting): string {
  return `Change it with \`/${command}\` and ${choiceOf([...words, DEFAULT_WORD])}.`;
}

function withButtons(command: string, { words }: Setting, value: string) {
  return { buttons: buttonsOf(command, [...words, DEFAULT_WORD], value) };
}

function meaningOf({ meanings }: Setting, value: string): readonly string[] {
  const meaning = meanings[value];
  return meaning === undefined ? [] : [meaning];
}
