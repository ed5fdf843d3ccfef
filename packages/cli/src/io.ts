import type { Readable } from 'node:stream';
import { EXIT } from './exit-code.ts';

/** Where a command writes. Contract: `write` keeps the order of calls and must not throw. */
export type Output = {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** Node's own answer, from the terminal and NO_COLOR; without it there are no colours. */
  hasColors?(): boolean;
};

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** What a command sees of the world. Tests hand over their own. */
export type CliIo = {
  /** The published package's version. */
  readonly version: string;
  readonly stdin: Readable & {
    readonly isTTY?: boolean;
    /** Where it is a terminal: whether each key is handed over as it is pressed, and not shown. */
    setRawMode?(isRaw: boolean): unknown;
  };
  readonly stdout: Output;
  readonly stderr: Output;
  /** The process's own by default; the configuration package reads it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch, for “3 min ago”. */
  now(): number;
  /** While a listener is there the signal does not end the process. Returns how to stop listening. */
  onSignal(listener: (signal: StopSignal) => void): () => void;
  /** Ends the process at once: the answer to a second Ctrl-C. */
  exit(code: number): never;
  /** The server half, which only the published package may import. */
  readonly server: ServerPort;
};

/** What the `coderclaw` bin lends the command line from the gateway package. */
export type ServerPort = {
  /** Resolves when the gateway answers. Rejects when it cannot start, with a message for the operator. */
  start(options: StartOptions): Promise<RunningGateway>;
  /** Tests an account of a channel and writes it into the configuration, without a gateway. */
  addChannel(account: NewAccount): Promise<AddedAccount>;
  /** Checks the audit chain of a database file without a gateway. Changes nothing. */
  verifyAudit(options: { readonly file?: string }): Promise<AuditCheck>;
};

export type StartOptions = {
  readonly port?: number;
  readonly bind?: string;
  readonly verbose?: boolean;
};

export type NewAccount = {
  readonly channel: string;
  readonly account: string;
  /** Keys of its section in the configuration. */
  readonly options: Readonly<Record<string, string>>;
  readonly env?: CliIo['env'];
};

/** `problem`: why the platform does not let the account in; nothing was written then. */
export type AddedAccount =
  | {
      readonly ok: true;
      readonly enabled: boolean;
      readonly dmPolicy: string;
      readonly name: string;
      readonly link: string;
    }
  | { readonly ok: false; readonly problem: string };

export type RunningGateway = {
  readonly report: StartReport;
  /** Puts running work aside durably and closes. Resolves within two seconds. */
  stop(): Promise<void>;
};

/** What the banner says; the gateway's own report has this shape. */
export type StartReport = {
  readonly version: string;
  readonly url: string;
  readonly home: string;
  /** Single-use, ten minutes; the code is in the fragment. */
  readonly signInLink: string;
  readonly model: string;
  /** Where each model key came from; never the key. */
  readonly keys: readonly { readonly name: string; readonly source: string }[];
  readonly channels: readonly string[];
  readonly problems: readonly string[];
  /** The exact line that sets a model key; null when one is set. */
  readonly keyHint: string | null;
  /** What the operator must know, such as that agents cannot run commands yet. */
  readonly notes: readonly string[];
};

export type AuditCheck = {
  readonly ok: boolean;
  readonly records: number;
  readonly seals: number;
  readonly unsealed: number;
  readonly brokenAt: number | null;
  readonly problem: string | null;
  readonly head: string;
};

/** The process itself as a command's world, but for what only its caller knows. Call it once. */
export function openProcessIo(): Omit<CliIo, 'server' | 'version'> {
  for (const output of [process.stdout, process.stderr]) output.on('error', endWithReader);
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    now: Date.now,
    onSignal(listener) {
      process.on('SIGINT', listener).on('SIGTERM', listener);
      return () => process.off('SIGINT', listener).off('SIGTERM', listener);
    },
    exit: (code) => process.exit(code),
  };
}

/** Whoever reads only the beginning, as `head` does, wants no more: that is no failure. */
function endWithReader(error: Error & { readonly code?: string }): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.done);
}
