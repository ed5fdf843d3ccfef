import {
  COMMANDS,
  type CommandPermission,
  type CommandSpec,
  type SessionReach,
} from '@coderclaw/core';
import { code, formatTable } from './markdown.ts';

const WHO: { readonly [Permission in CommandPermission]: string } = {
  anyone: 'whoever may write',
  known: 'who is known there',
  owner: 'the owner',
};

/** From where on it is the owner's alone. */
const OWNERS_FROM: { readonly [Reach in SessionReach]: string } = {
  person: 'the owner',
  place: 'in groups the owner',
  places: 'if shared the owner',
};

/** What may be typed in a chat, as the gateway itself answers it. */
export function formatChatCommands(): string {
  const rows = COMMANDS.filter(({ hidden }: CommandSpec) => !hidden).map((spec: CommandSpec) => {
    const { name, args, aliases = [], description, permission, ownersFrom } = spec;
    const others = aliases.map((alias) => code(`/${alias}`)).join(' ');
    return [
      code(args === '' ? `/${name}` : `/${name} ${args}`),
      description,
      ownersFrom ? `${WHO[permission]}; ${OWNERS_FROM[ownersFrom]}` : WHO[permission],
      others || '–',
    ];
  });
  return formatTable(['command', 'answer', 'for', 'also'], rows);
}
