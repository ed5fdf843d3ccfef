// The gateway that is killed: real in everything but its platforms and its clock.
import { join } from 'node:path';
import { type Checkpoint, OWNER } from '@coderclaw/core';
import { startGateway } from '@coderclaw/gateway';
import { createCrashClock } from './crash-clock.ts';
import { CrashPlatform, KINDS } from './crash-platform.ts';
import type { Command, Kill, Order, Told } from './order.ts';

class Executioner implements Checkpoint {
  #kill: Kill | undefined;
  #reached = 0;

  constructor(kill: Kill | undefined) {
    this.#kill = kill;
  }

  arm(kill: Kill): void {
    this.#kill = kill;
    this.#reached = 0;
  }

  reach(boundary: Kill['boundary']): void {
    if (boundary !== this.#kill?.boundary) return;
    this.#reached += 1;
    if (this.#reached === this.#kill.nth) process.kill(process.pid, 'SIGKILL');
  }
}

const { root, epoch, faultSeed, jumpSeed, clockScale, kill } = JSON.parse(
  process.argv[2] ?? '',
) as Order;
const executioner = new Executioner(kill);
const platforms = KINDS.map((kind) => new CrashPlatform(root, kind, faultSeed));
for (const platform of platforms) platform.lookAtInbox();

const gateway = await startGateway({
  home: join(root, 'home'),
  port: 0,
  env: {},
  checkpoint: executioner,
  clock: createCrashClock(epoch, jumpSeed, clockScale),
  channels: platforms.map(({ channel }) => channel),
  identify: () => ({ id: OWNER, kind: 'user' }),
});

async function stop(): Promise<void> {
  await gateway.stop();
  if (process.connected) process.disconnect();
}

process.on('message', (command: Command) => {
  if (command.type === 'look') for (const platform of platforms) platform.lookAtInbox();
  if (command.type === 'stop') void stop();
  if (command.type === 'arm') {
    executioner.arm(command.kill);
    tell({ type: 'armed' });
  }
});
process.once('SIGTERM', () => void stop());
// Whoever ordered this process is gone.
process.once('disconnect', () => void gateway.stop());
tell({ type: 'ready', url: gateway.url });

function tell(told: Told): void {
  process.send?.(told);
}
