import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The command as an installation has it. */
export const COMMAND = join(ROOT, 'node_modules/.bin/coderclaw');

/** Node without a program of ours: what every figure of a process stands beside. */
export const BARE_NODE = join(ROOT, 'node_modules/.bin/node');

export type GatewayProcess = {
  readonly url: string;
  readonly pid: number;
  /** From the start of the command until `/readyz` answered 200, in milliseconds. */
  readonly readyMs: number;
  /** Ends it as Ctrl-C does. Resolves with how long that took, in milliseconds. */
  stop(): Promise<number>;
};

/** Starts the gateway on a home and waits until it is ready. */
export async function startGatewayProcess(home: string, port: number): Promise<GatewayProcess> {
  const begun = performance.now();
  const child = spawn(COMMAND, ['gateway', '--port', String(port)], {
    env: environmentOf(home),
    stdio: 'ignore',
  });
  // A measure that fails leaves no gateway behind for the next one to talk to.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const url = `http://127.0.0.1:${port}`;
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`the gateway ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const readyMs = performance.now() - begun;
  return { url, pid: child.pid as number, readyMs, stop: () => stop(child) };
}

/** A clean environment: no keys of whoever runs the bench. */
function environmentOf(home: string): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, CODERCLAW_HOME: home };
}

/** Milliseconds of a whole process, from spawn to exit. */
export async function timeProcess(
  command: string,
  args: readonly string[],
  home: string,
): Promise<number> {
  const begun = performance.now();
  const child = spawn(command, args, { env: environmentOf(home), stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  return performance.now() - begun;
}

/** Resident memory of Node without a program of ours. */
export async function bareNodeMb(): Promise<number> {
  const bare = spawn(BARE_NODE, ['-e', 'setTimeout(() => {}, 60_000)']);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const mb = residentMb(bare.pid as number);
  bare.kill();
  return mb;
}

/** Resident memory of a process and all its descendants, in megabytes (10⁶ bytes). Linux only. */
export function residentMb(pid: number): number {
  const kilobytes = Number(
    /VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1],
  );
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean);
  return children.reduce((sum, child) => sum + residentMb(Number(child)), (kilobytes * 1024) / 1e6);
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    // Ignored: nothing listens there yet, which is what is being asked.
    return false;
  }
}

async function stop(child: ChildProcess): Promise<number> {
  const begun = performance.now();
  child.kill('SIGINT');
  await once(child, 'exit');
  return performance.now() - begun;
}
