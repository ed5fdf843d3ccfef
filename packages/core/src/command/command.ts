/** Who may use a command, besides the owner: anyone who may write, those who are known where they write, or nobody. */
export type CommandPermission = 'anyone' | 'known' | 'owner';

/** Whom it reaches what happens to a session: its one person, all who talk in its place, or all places that share it. */
export const SESSION_REACHES = ['person', 'place', 'places'] as const;
export type SessionReach = (typeof SESSION_REACHES)[number];

/** How somebody stands where they write. */
export type Standing = {
  readonly isOwner: boolean;
  readonly known: boolean;
  readonly reach: SessionReach;
};

export type CommandSpec = {
  /** Without its slash. */
  readonly name: string;
  /** What may follow, as help shows it. */
  readonly args: string;
  /** Where `args` lists words to choose from: these. */
  readonly choices?: readonly string[];
  readonly description: string;
  /** What it concerns: the session that it is written in, or nothing of it, so that one answer is enough. */
  readonly about: 'session' | 'gateway';
  readonly permission: CommandPermission;
  /** From this reach on it is the owner's alone. */
  readonly ownersFrom?: SessionReach;
  readonly aliases?: readonly string[];
  /** Left out of menus and help. */
  readonly hidden?: true;
};

/** The commands that the gateway answers itself, without a model, in every channel and face. */
export const COMMANDS = [
  {
    name: 'help',
    args: '',
    description: 'What I understand',
    about: 'gateway',
    permission: 'anyone',
    aliases: ['start', 'commands'],
  },
  {
    name: 'status',
    args: '',
    description: 'How this session stands',
    about: 'session',
    permission: 'anyone',
  },
  {
    name: 'whoami',
    args: '',
    description: 'Who you are to me',
    about: 'gateway',
    permission: 'anyone',
    aliases: ['id'],
  },
  {
    name: 'new',
    args: '',
    description: 'Begin anew, and forget what was said',
    about: 'session',
    permission: 'known',
    ownersFrom: 'places',
  },
  {
    name: 'reset',
    args: '',
    description: 'The same as /new',
    about: 'session',
    permission: 'known',
    ownersFrom: 'places',
  },
  {
    name: 'stop',
    args: '',
    description: 'Stop what runs and what waits',
    about: 'session',
    permission: 'known',
    ownersFrom: 'places',
    aliases: ['abort', 'cancel'],
  },
  {
    name: 'model',
    args: '[name|default]',
    description: 'Show or choose the model',
    about: 'session',
    permission: 'owner',
  },
  {
    name: 'think',
    args: '[off|minimal|low|medium|high|xhigh|max|default]',
    choices: ['off', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'default'],
    description: 'How hard to think',
    about: 'session',
    permission: 'known',
    ownersFrom: 'places',
    aliases: ['thinking'],
  },
  {
    name: 'verbose',
    args: '[off|on|full|default]',
    choices: ['off', 'on', 'full', 'default'],
    description: 'How much of the work to show',
    about: 'session',
    permission: 'known',
    ownersFrom: 'place',
  },
  {
    name: 'queue',
    args: '[steer|followup|collect|interrupt|default]',
    choices: ['steer', 'followup', 'collect', 'interrupt', 'default'],
    description: 'What happens to what you write while I work',
    about: 'session',
    permission: 'known',
    ownersFrom: 'places',
  },
  {
    name: 'agents',
    args: '',
    description: 'Which agents there are',
    about: 'gateway',
    permission: 'anyone',
  },
  {
    name: 'usage',
    args: '',
    description: 'What this session has used',
    about: 'session',
    permission: 'anyone',
  },
  {
    name: 'resend',
    args: '',
    description: 'Send again what may not have arrived here',
    about: 'gateway',
    permission: 'known',
  },
  {
    name: 'pair',
    args: 'CODE [owner] | list | deny ID|all',
    description: 'Let somebody in',
    about: 'gateway',
    permission: 'owner',
  },
] as const satisfies readonly CommandSpec[];

export type CommandName = (typeof COMMANDS)[number]['name'];

/** What a message asks of the gateway. `unsupported` is ours: the message holds what can not be read. */
export type CommandCall = { readonly name: CommandName | 'unsupported'; readonly args: string };

const BY_NAME: ReadonlyMap<string, CommandName> = new Map(
  COMMANDS.flatMap((command: CommandSpec) =>
    [command.name, ...(command.aliases ?? [])].map(
      (name) => [name, command.name as CommandName] as const,
    ),
  ),
);

const FORM = /^\/([A-Za-z][A-Za-z0-9_-]{0,31})(?:@[A-Za-z0-9_]{1,64})?(?:\s+([\s\S]*))?$/u;
const MAX_ARGS_UNITS = 500;

/** The command that a text is; undefined for every other text, an unknown command too: that goes to the model. */
export function parseCommand(text: string): CommandCall | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('/')) return undefined;
  const match = FORM.exec(trimmed);
  const name = match && BY_NAME.get(match[1]!.toLowerCase());
  const args = match?.[2]?.trim() ?? '';
  return name && args.length <= MAX_ARGS_UNITS ? { name, args } : undefined;
}

export function getCommand(name: CommandName): CommandSpec {
  return COMMANDS.find((command) => command.name === name)!;
}

/** Whether a person may use it where they are. Who is known in one place is nobody in the others that share its session. */
export function mayUse(name: CommandCall['name'], standing: Standing): boolean {
  if (name === 'unsupported' || standing.isOwner) return true;
  const { permission, ownersFrom } = getCommand(name);
  if (ownersFrom && rankOf(standing.reach) >= rankOf(ownersFrom)) return false;
  return permission === 'anyone' || (permission === 'known' && standing.known);
}

/** What help and menus show somebody. */
export function commandsFor(standing: Standing): readonly CommandSpec[] {
  return COMMANDS.filter(({ name }) => mayUse(name, standing) && !getCommand(name).hidden);
}

function rankOf(reach: SessionReach): number {
  return SESSION_REACHES.indexOf(reach);
}
