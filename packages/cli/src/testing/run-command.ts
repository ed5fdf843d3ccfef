import { main } from '../index.ts';
import { type FakeAnswers, startFakeGateway } from './fake-gateway.ts';
import { createFakeIo, type FakeIoOptions } from './fake-io.ts';
import { createTemporaryHome } from './temporary-home.ts';

/** What a command left behind. */
export type CommandOutcome = {
  readonly exitCode: number;
  readonly printed: string;
  readonly complained: string;
  readonly requests: readonly { readonly method: string; readonly params: unknown }[];
};

/** Runs one command against a gateway that gives these answers, found as any other through its home. */
export async function runCommand(
  argv: readonly string[],
  answers: FakeAnswers,
  options: FakeIoOptions = {},
): Promise<CommandOutcome> {
  using home = createTemporaryHome();
  const gateway = await startFakeGateway(answers);
  try {
    home.writeRun(gateway.url);
    home.writeToken(gateway.token);
    const io = createFakeIo({ ...options, env: home.env });
    const exitCode = await main(argv, io);
    const { requests } = gateway;
    return { exitCode, printed: io.printed(), complained: io.complained(), requests };
  } finally {
    await gateway.close();
  }
}
