import type { Command } from '@coderclaw/protocol';

/** One way to go on from what is typed. */
export type Suggestion = {
  /** What the field holds once it is taken. */
  readonly text: string;
  readonly label: string;
  /** What may follow, as help shows it. */
  readonly args: string;
  readonly description: string;
};

export type Completion = {
  readonly suggestions: readonly Suggestion[];
  /** The one that Enter takes until another is chosen; -1 where what is typed is complete without any. */
  readonly first: number;
};

/** What may follow a draft that begins as a command does; null where nothing is to be suggested. */
export function completeDraft(draft: string, commands: readonly Command[]): Completion | null {
  const match = /^\/(\S*)(?:[ \t]+(\S*))?$/u.exec(draft);
  if (!match) return null;
  const [, name = '', argument] = match;
  const completion =
    argument === undefined
      ? completeName(name.toLowerCase(), commands)
      : completeArgument(name, argument.toLowerCase(), commands);
  return completion.suggestions.length > 0 ? completion : null;
}

/** Whether taking it would change nothing but white space: then Enter sends. */
export function isTyped(draft: string, { text }: Suggestion): boolean {
  return draft.trim().toLowerCase() === text.trim().toLowerCase();
}

function completeName(typed: string, commands: readonly Command[]): Completion {
  const suggestions = commands
    .flatMap((command) => {
      const rank = rankOf(typed, command);
      return rank === null ? [] : [{ rank, suggestion: suggestCommand(command) }];
    })
    // Sorting is stable: what ranks alike keeps the gateway's order.
    .sort((a, b) => a.rank - b.rank)
    .map(({ suggestion }) => suggestion);
  return { suggestions, first: 0 };
}

/** Names first that begin with what is typed, then other words for them, then those that hold it. */
function rankOf(typed: string, { name, textAliases = [] }: Command): number | null {
  const words = [name, ...textAliases];
  const begins = words.findIndex((word) => word.startsWith(typed));
  if (begins >= 0) return Math.min(begins, 1);
  return words.some((word) => word.includes(typed)) ? 2 : null;
}

function suggestCommand({ name, description, acceptsArgs, args = [] }: Command): Suggestion {
  const shown = args.map((arg) => arg.description).join(' ');
  return {
    text: acceptsArgs ? `/${name} ` : `/${name}`,
    label: `/${name}`,
    args: shown,
    description,
  };
}

function completeArgument(name: string, typed: string, commands: readonly Command[]): Completion {
  const called = name.toLowerCase();
  const command = commands.find((one) => one.name === called || one.textAliases?.includes(called));
  const suggestions = (command?.args?.[0]?.choices ?? [])
    .filter(({ value }) => value.startsWith(typed))
    .map(({ value, label }) => ({
      text: `/${name} ${value}`,
      label,
      args: '',
      description: '',
    }));
  return { suggestions, first: typed === '' ? -1 : 0 };
}
