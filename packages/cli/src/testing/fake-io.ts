import { Readable } from 'node:stream';
import type { CliIo, Output, ServerPort, StopSignal } from '../io.ts';

/** A command's world in memory: what it printed can be read, and Ctrl-C is a call. */
export type FakeIo = CliIo & {
  readonly printed: () => string;
  readonly complained: () => string;
  /** Everything on standard output, as the one JSON value that it must be. */
  readonly printedJson: () => unknown;
  readonly signal: (signal: StopSignal) => void;
  /** Codes of `exit`, which does not return; here it throws. */
  readonly exits: readonly number[];
  /** What a command made of the terminal, in order. */
  readonly rawModes: readonly boolean[];
};

export type FakeIoOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly terminal?: boolean;
  readonly columns?: number;
  readonly server?: Partial<ServerPort>;
};

export function createFakeIo(options: FakeIoOptions = {}): FakeIo {
  const stdout = createOutput(options);
  const stderr = createOutput(options);
  const listeners = new Set<(signal: StopSignal) => void>();
  const exits: number[] = [];
  const rawModes: boolean[] = [];
  return {
    version: '1.2.3',
    env: options.env ?? {},
    stdin: Object.assign(Readable.from([options.stdin ?? '']), {
      isTTY: options.terminal ?? false,
      setRawMode: (isRaw: boolean) => rawModes.push(isRaw),
    }),
    stdout,
    stderr,
    now: () => 1_800_000_000_000,
    onSignal(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exit(code) {
      exits.push(code);
      throw new Error(`exit ${code}`);
    },
    server: {
      start: () => Promise.reject(new Error('this test starts no gateway')),
      addChannel: () => Promise.reject(new Error('this test has no platform')),
      verifyAudit: () => Promise.reject(new Error('this test has no database')),
      ...options.server,
    },
    printed: () => stdout.text(),
    complained: () => stderr.text(),
    printedJson: () => JSON.parse(stdout.text()),
    signal: (signal) => {
      for (const listener of listeners) listener(signal);
    },
    exits,
    rawModes,
  };
}

function createOutput(options: FakeIoOptions): Output & { text(): string } {
  let text = '';
  return {
    isTTY: options.terminal ?? false,
    columns: options.columns ?? 80,
    hasColors: () => false,
    write: (added) => {
      text += added;
    },
    text: () => text,
  };
}
