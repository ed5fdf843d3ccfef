import {
  COMMANDS,
  type CommandAnswer,
  type CommandDesk,
  type CommandName,
  type CommandRequest,
  isOwner,
  type KernelApi,
  type Logger,
} from '@coderclaw/core';

export type CommandPorts = {
  /** Asked when a command runs: the kernel is built with the desk. */
  readonly kernel: () => KernelApi;
  readonly logger: Logger;
};

type Handler = (request: CommandRequest, ports: CommandPorts) => Promise<CommandAnswer>;

const stop: Handler = async ({ session, principalId }, { kernel }) => {
  const reason = '/stop';
  const stopped = await kernel().stopSession({ sessionId: session.id, principalId, reason });
  if (stopped.runs + stopped.waiting === 0) return { text: 'Nothing was running.' };
  const waiting =
    stopped.waiting > 0 ? ` ${stopped.waiting} waiting messages were taken back.` : '';
  return { text: `Stopped.${waiting}` };
};

const reset: Handler = async ({ session, principalId }, { kernel }) => {
  await kernel().resetSession({ sessionId: session.id, principalId });
  return { text: 'A new session has begun. I no longer see what was said before.' };
};

const help: Handler = async ({ principalId }) => {
  const visible = COMMANDS.filter(
    ({ permission }) => permission !== 'owner' || isOwner(principalId),
  );
  const lines = visible.map(
    ({ name, args, description }) => `/${name}${args === '' ? '' : ` ${args}`} — ${description}`,
  );
  return { text: lines.join('\n') };
};

const whoami: Handler = async ({ principalId, identity, place }) => ({
  text: [
    `You are \`${identity}\` on ${place.channel}${isOwner(principalId) ? ', the owner here' : ''}.`,
    `This place is \`${place.address}\` (${place.kind}).`,
  ].join('\n'),
});

const HANDLERS: { readonly [Name in CommandName]?: Handler } = {
  stop,
  new: reset,
  reset,
  help,
  whoami,
};

/** The gateway's own answers. */
export function createCommandDesk(ports: CommandPorts): CommandDesk {
  return {
    async run(request) {
      const { name, args } = request.call;
      if (name === 'unsupported')
        return { text: `I can not read ${args} yet. Send it as text, a photo or a file.` };
      if (!request.permitted) return { text: `/${name} is not for you here.` };
      const handler = HANDLERS[name];
      if (!handler) return { text: `/${name} is not there yet.` };
      try {
        return await handler(request, ports);
      } catch (error) {
        ports.logger.error('a command failed', { command: name, error });
        return { text: `/${name} did not work; the gateway's log says why. Try it again.` };
      }
    },
  };
}
