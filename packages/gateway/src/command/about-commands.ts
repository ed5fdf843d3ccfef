import { type AgentId, type CommandRequest, commandsFor, isOwner } from '@coderclaw/core';
import { codeOf, listOf } from './answer-text.ts';
import type { CommandHandler, CommandPorts } from './command-ports.ts';

const MAX_AGENTS = 40;

/** What the asker may use there; others' commands are no news to a stranger in a group. */
export const help: CommandHandler = async ({ standing }) => {
  return {
    text: listOf(
      commandsFor(standing).map(
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

export const agents: CommandHandler = async (request, ports) => {
  const { principalId } = request;
  const listed = ports.agents.list().slice(0, MAX_AGENTS);
  const here = await agentsHere(request, ports);
  const lines = listed.map(({ id, models }) => {
    const model = isOwner(principalId) && models[0] !== undefined ? `, ${codeOf(models[0])}` : '';
    return `${codeOf(id)}${here.includes(id) ? ' – answers here' : ''}${model}`;
  });
  const hidden = ports.agents.list().length - listed.length;
  return { text: listOf(hidden > 0 ? [...lines, `and ${hidden} more`] : lines) };
};

/** Those that people wired to the conversation or what it lies in; without any, the one that was asked. */
async function agentsHere(
  { agentId, place }: CommandRequest,
  { store }: CommandPorts,
): Promise<readonly AgentId[]> {
  const wired = (await store.listWirings()).filter(
    ({ place: { channel, account, address } }) =>
      channel === place.channel && account === place.account && place.addresses.includes(address),
  );
  return [agentId, ...wired.map((wiring) => wiring.agentId)];
}
