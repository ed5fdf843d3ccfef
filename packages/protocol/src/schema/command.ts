import Type, { type Static } from 'typebox';
import { closed, optional, Text } from './scalar.ts';

/** The commands that the gateway answers without a model. */

const CommandScope = Type.Enum(['text', 'native', 'both']);
const Name = Type.String({ minLength: 1, maxLength: 200 });

/** Ignored: sessionKey, agentId, provider, scope. */
export const CommandsListParams = closed({
  sessionKey: optional(Text),
  agentId: optional(Text),
  provider: optional(Text),
  scope: optional(CommandScope),
  includeArgs: optional(Type.Boolean()),
});
export type CommandsListParams = Static<typeof CommandsListParams>;

export const CommandArg = closed({
  name: Name,
  /** What may follow, as help shows it. */
  description: Type.String({ maxLength: 500 }),
  type: Type.Literal('string'),
  required: Type.Boolean(),
  choices: optional(
    Type.Array(
      closed({ value: Type.String({ maxLength: 200 }), label: Type.String({ maxLength: 200 }) }),
      { maxItems: 50 },
    ),
  ),
});
export type CommandArg = Static<typeof CommandArg>;

export const Command = closed({
  /** Without its slash. */
  name: Name,
  textAliases: optional(Type.Array(Name, { maxItems: 20 })),
  description: Type.String({ maxLength: 2000 }),
  source: Type.Literal('native'),
  scope: Type.Literal('both'),
  acceptsArgs: Type.Boolean(),
  args: optional(Type.Array(CommandArg, { maxItems: 20 })),
});
export type Command = Static<typeof Command>;

/** Those that the caller may use. */
export const CommandsListResult = closed({ commands: Type.Array(Command, { maxItems: 500 }) });
export type CommandsListResult = Static<typeof CommandsListResult>;
