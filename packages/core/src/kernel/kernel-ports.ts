import type { PairingCodes } from '../access/pairing.ts';
import type { Principal } from '../access/principal.ts';
import type { TenantId } from '../id/id.ts';
import type { InboundEvent } from '../message/message.ts';
import type { AgentDirectory } from '../ports/agent-directory.ts';
import type { AgentRunner } from '../ports/agent-runner.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { PolicyDirectory } from '../ports/channel-policy.ts';
import type { ChannelDirectory } from '../ports/channel-port.ts';
import type { Checkpoint } from '../ports/checkpoint.ts';
import type { Clock } from '../ports/clock.ts';
import type { CommandDesk } from '../ports/command-desk.ts';
import type { FileLimits } from '../ports/file-limits.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../ports/store.ts';
import type { SessionRecord, VerboseLevel } from '../session/session.ts';

/** Everything the kernel needs from the world. */
export type KernelPorts = {
  readonly store: Store;
  readonly runner: AgentRunner;
  readonly channels: ChannelDirectory;
  readonly agents: AgentDirectory;
  readonly policies: PolicyDirectory;
  readonly commands: CommandDesk;
  readonly pairingCodes: PairingCodes;
  readonly blobs: BlobStore;
  readonly fileLimits: FileLimits;
  readonly verbosity: VerbosityPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly checkpoint: Checkpoint;
  readonly tenantId: TenantId;
  /** Names this process among those that work on the same store; a new one at each start. */
  readonly executorId: string;
  /** Who wrote on a platform, in place of every access rule; for tests. */
  readonly identify?: ((event: InboundEvent) => Principal) | undefined;
  /** Resumed runs that may work at once against one provider. Default 8. */
  readonly resumedPerProvider?: number;
};

/** How much of its tools a run shows. Synchronous: events can not wait for it. */
export interface VerbosityPort {
  levelOf(session: SessionRecord, transport: 'pull' | 'push'): VerboseLevel;
}

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;

/** How long to wait before a store that failed is asked again. */
export function retryDelayMs(failures: number): number {
  return Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
}

/** How long a lane stays ours without a sign of life. */
export const LEASE_MS = 60_000;
/** How often the sign of life is given. */
export const LEASE_RENEWAL_MS = 20_000;
