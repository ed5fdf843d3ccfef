import type { CommandAnswer, CommandDesk, CommandRequest } from '../ports/command-desk.ts';

/** Answers every command by naming it, and remembers what it was asked; or does as told. */
export class ScriptedDesk implements CommandDesk {
  readonly asked: CommandRequest[] = [];
  answer: (request: CommandRequest) => Promise<CommandAnswer> = async ({ call }) => ({
    text: `did /${call.name}`,
  });

  run(request: CommandRequest): Promise<CommandAnswer> {
    this.asked.push(request);
    return this.answer(request);
  }
}
