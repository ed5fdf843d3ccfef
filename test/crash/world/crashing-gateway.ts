import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Kill, Order, Told } from './order.ts';

const PROGRAM = join(import.meta.dirname, 'crash-process.ts');
/** Hundreds of processes start in these tests; compiled once, each costs half. */
const COMPILED = join(import.meta.dirname, '../../../node_modules/.cache/coderclaw-crash');

/** The process of one gateway, from its start to its end. */
export class CrashingGateway {
  /** Resolves with the signal that ended the process; null when it ended by itself. */
  readonly ended: Promise<NodeJS.Signals | null>;
  readonly #child: ChildProcess;
  readonly #ready = Promise.withResolvers<string>();
  #armed = Promise.withResolvers<void>();

  constructor(order: Order) {
    const output = openSync(join(order.root, 'output.log'), 'a');
    this.#child = fork(PROGRAM, [JSON.stringify(order)], {
      stdio: ['ignore', output, output, 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
    });
    closeSync(output);
    this.ended = once(this.#child, 'exit').then(([, signal]) => signal);
    this.#child.on('message', (told: Told) => {
      if (told.type === 'ready') this.#ready.resolve(told.url);
      else this.#armed.resolve();
    });
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** How the process ended by itself; null as long as it lives, and when it was killed. */
  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  /** Where the gateway listens; undefined when it ended before it did. */
  async ready(): Promise<string | undefined> {
    return Promise.race([this.#ready.promise, this.ended.then(() => undefined)]);
  }

  /** Resolves when the kill is armed, or the process gone. */
  async arm(kill: Kill): Promise<void> {
    this.#armed = Promise.withResolvers<void>();
    this.say({ type: 'arm', kill });
    await Promise.race([this.#armed.promise, this.ended]);
  }

  say(command: Command): void {
    // Ignored: a process that dies at this instant has no use for it.
    this.#child.send(command, () => {});
  }

  kill(signal: 'SIGKILL' | 'SIGTERM'): void {
    this.#child.kill(signal);
  }
}
