import { COMMANDS, type CommandSpec, isOwner } from '@coderclaw/core';
import { codeOf, listOf } from './answer-text.ts';
import type { CommandHandler } from './command-ports.ts';

export const help: CommandHandler = async ({ principalId }) => {
  const visible = COMMANDS.filter(
    ({ permission, hidden }: CommandSpec) =>
      !hidden && (permission !== 'owner' || isOwner(principalId)),
  );
  return {
    text: listOf(
      visible.map(
        ({ name, args, description }) =>
          `\`/${name}${args === '' ? '' : ` ${args}`}\` – ${description}`,
      ),
    ),
  };
};

export const whoami: CommandHandler = async ({ principalId, identity, place }) => {
  const owner = isOwner(principalId) ? ', the owner of this gateway' : '';
  return {
    text: listOf([
      `You are ${codeOf(identity)} on ${codeOf(place.channel)}${owner}.`,
      `This place is ${codeOf(place.address)} (${place.kind}).`,
    ]),
  };
};

export const agents: CommandHandler = async ({ agentId, principalId }, ports) => {
  const listed = ports.agents.list().slice(0, MAX_AGENTS);
  const lines = listed.map(({ id, models }) => {
    const model = isOwner(principalId) && models[0] !== undefined ? `, ${codeOf(models[0])}` : '';
    return `${codeOf(id)}${id === agentId ? ' – answers here' : ''}${model}`;
  });
  const hidden = ports.agents.list().length - listed.length;
  return { text: listOf(hidden > 0 ? [...lines, `and ${hidden} more`] : lines) };
};

const MAX_AGENTS = 40;
