import { type CommandSpec, commandsFor, isOwner } from '@coderclaw/core';
import type { Command } from '@coderclaw/protocol';
import type { Handler } from './context.ts';

/** What may be typed here; whoever may write in a session is known in it. */
export const commandsList: Handler<'commands.list'> = ({ member }, { includeArgs = true }) => {
  const { id } = member.principal;
  const standing = { isOwner: isOwner(id), known: true, reach: 'person' } as const;
  return { commands: commandsFor(standing).map((spec) => toCommand(spec, includeArgs)) };
};

function toCommand(spec: CommandSpec, includeArgs: boolean): Command {
  const { name, args, aliases, description } = spec;
  return {
    name,
    ...(aliases && { textAliases: [...aliases] }),
    description,
    source: 'native',
    scope: 'both',
    acceptsArgs: args !== '',
    ...(includeArgs && args !== '' && { args: [argOf(spec)] }),
  };
}

function argOf({ args, choices }: CommandSpec) {
  return {
    name: 'args',
    description: args,
    type: 'string' as const,
    required: !args.startsWith('['),
    ...(choices && { choices: choices.map((value) => ({ value, label: value })) }),
  };
}
