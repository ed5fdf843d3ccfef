import { CliError } from './cli-error.ts';
import type { GatewayLink } from './connect-gateway.ts';
import type { AnswerPrinter } from './output/answer-printer.ts';

/** Seconds that a lost gateway is waited for where nothing was said. */
const PATIENCE_S = 60;

/** The connection of a command that waits, as far as its person should know of it. */
export type Line = {
  isDown(): boolean;
  /** Rejects with `CLI_GATEWAY_UNREACHABLE` once the gateway was away for too long; never resolves. */
  readonly cut: Promise<never>;
  unwatch(): void;
};

/** Says so when the connection is lost, and gives up when it does not come back within `patienceS` seconds. */
export function watchLine(
  gateway: GatewayLink,
  printer: Pick<AnswerPrinter, 'note'>,
  patienceS = PATIENCE_S,
): Line {
  const { promise: cut, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const giveUp = () =>
    reject(
      new CliError(
        'CLI_GATEWAY_UNREACHABLE',
        `the connection was lost, and the gateway did not come back within ${patienceS} s`,
        { nextStep: 'What it had accepted goes on when it starts again; see: coderclaw status' },
      ),
    );
  const back = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const forget = gateway.onState(({ kind }) => {
    if (kind === 'connected') back();
    if (kind !== 'waiting' || timer) return;
    printer.note('connection lost; waiting for the gateway');
    timer = setTimeout(giveUp, patienceS * 1_000);
  });
  return {
    isDown: () => timer !== undefined,
    cut,
    unwatch: () => {
      forget();
      back();
    },
  };
}
