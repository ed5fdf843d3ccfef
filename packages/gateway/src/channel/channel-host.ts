import type { AccountStatus, ChannelHost } from '@coderclaw/channel-kit';
import type { AccountRef, Clock, KernelApi, Logger, Store } from '@coderclaw/core';
import { DEFAULT_TENANT } from '@coderclaw/core';

/** What the gateway gives its channels. */
export type HostPorts = {
  readonly kernel: Pick<KernelApi, 'receive'>;
  readonly store: Pick<Store, 'moveConversation'>;
  /** Told once a place of this account has another address. Contract: must not throw. */
  readonly onMoved: (account: AccountRef) => void;
  readonly readFile: ChannelHost['readFile'];
  readonly logger: Logger;
  readonly clock: Clock;
};

/** The gateway as one login of one channel sees it, until `signal` aborts. */
export function openChannelHost(
  { kernel, store, onMoved, readFile, logger, clock }: HostPorts,
  account: AccountRef,
  report: (status: AccountStatus) => void,
  signal: AbortSignal,
): ChannelHost {
  return {
    accept: async (event) => {
      const received = await kernel.receive(event);
      if (received.kind !== 'kept') return { kind: received.kind };
      return { kind: received.isNew ? 'accepted' : 'duplicate' };
    },
    moved: async ({ from, to }) => {
      const { channel, account: name } = account;
      const at = clock.now();
      const tenantId = DEFAULT_TENANT;
      await store.moveConversation({ channel, account: name, at, tenantId, from, to });
      onMoved(account);
    },
    readFile,
    report,
    logger,
    clock,
    signal,
  };
}
