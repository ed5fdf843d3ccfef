import type { CommandAnswer, CommandDesk, CommandName, CommandRequest } from '@coderclaw/core';
import { agents, help, whoami } from './about-commands.ts';
import { boundAnswer, codeOf } from './answer-text.ts';
import type { CommandHandler, CommandPorts } from './command-ports.ts';
import { model } from './model-command.ts';
import { pair } from './pair-command.ts';
import { resend } from './resend-command.ts';
import { reset, stop } from './session-commands.ts';
import { queue, think, verbose } from './setting-commands.ts';
import { status } from './status-command.ts';
import { usage } from './usage-command.ts';

const HANDLERS: { readonly [Name in CommandName]: CommandHandler } = {
  help,
  status,
  whoami,
  new: reset,
  reset,
  stop,
  model,
  think,
  verbose,
  queue,
  agents,
  usage,
  resend,
  pair,
};

/** The gateway's own answers. */
export function createCommandDesk(ports: CommandPorts): CommandDesk {
  return {
    async run(request) {
      const { text, ...rest } = await answer(request, ports);
      return { text: boundAnswer(text), ...rest };
    },
  };
}

async function answer(request: CommandRequest, ports: CommandPorts): Promise<CommandAnswer> {
  const { name, args } = request.call;
  if (name === 'unsupported')
    return { text: `I can not read ${codeOf(args)} yet; send it as text, a photo or a file.` };
  if (!request.permitted) return { text: `/${name} is not for you here.` };
  try {
    return await HANDLERS[name](request, ports);
  } catch (error) {
    ports.logger.error('a command failed', { command: name, error });
    return { text: `/${name} did not work; the gateway's log says why. Try it again.` };
  }
}
