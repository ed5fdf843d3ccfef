import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const BIN = resolve(import.meta.dirname, '../../packages/app/bin/coderclaw');

/** A real gateway in a process and a home of its own, on a port that it keeps over restarts. */
export class GatewayProcess implements AsyncDisposable {
  readonly home = mkdtempSync(join(tmpdir(), 'coderclaw-browser-'));
  readonly #port: number;
  #child: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
  }

  /** `config` is the text of `coderclaw.yaml`; without it the demo model answers. */
  static async start(config = ''): Promise<GatewayProcess> {
    const gateway = new GatewayProcess(await findFreePort());
    writeFileSync(join(gateway.home, 'coderclaw.yaml'), config);
    return gateway;
  }

  get #environment() {
    const { PATH, HOME } = process.env;
    return { PATH, HOME, CODERCLAW_HOME: this.home };
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Resolves with a sign-in link once the gateway answers. */
  async run(): Promise<string> {
    const child = spawn(BIN, ['gateway', '--json', '--port', String(this.#port)], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let complaint = '';
    child.stderr.on('data', (chunk) => {
      complaint += String(chunk);
    });
    // Its report is one line, told once it answers; without a terminal it holds no link.
    for await (const _report of createInterface({ input: child.stdout })) return this.signInLink();
    throw new Error(`the gateway did not start: ${complaint}`);
  }

  /** A fresh sign-in link from the gateway that runs. */
  async signInLink(): Promise<string> {
    const { stdout } = await promisify(execFile)(BIN, ['dashboard', '--print'], {
      env: this.#environment,
    });
    return stdout.trim();
  }

  /** As a power failure would. */
  async kill(): Promise<void> {
    if (!this.#child || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
