import type { AcceptReceipt, AccountStatus, ChannelHost } from '@coderclaw/channel-kit';
import type {
  AcceptOutcome,
  AccountRef,
  Clock,
  InboundEvent,
  KernelApi,
  Logger,
  Principal,
  Store,
} from '@coderclaw/core';
import { DEFAULT_TENANT } from '@coderclaw/core';

/** What the gateway gives its channels. */
export type HostPorts = {
  readonly kernel: Pick<KernelApi, 'accept' | 'receive'>;
  readonly store: Pick<Store, 'moveConversation'>;
  /** Told once a place of this account has another address. Contract: must not throw. */
  readonly onMoved: (account: AccountRef) => void;
  readonly readFile: ChannelHost['readFile'];
  /** Who wrote, in place of every access rule; for tests. */
  readonly identify: ((event: InboundEvent) => Principal) | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
};

/** The gateway as one login of one channel sees it, until `signal` aborts. */
export function openChannelHost(
  { kernel, store, onMoved, readFile, identify, logger, clock }: HostPorts,
  account: AccountRef,
  report: (status: AccountStatus) => void,
  signal: AbortSignal,
): ChannelHost {
  return {
    accept: async (event) => {
      if (!identify) return receiptOf(await kernel.receive(event));
      return receiptOf(await kernel.accept({ event, principal: identify(event) }));
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

function receiptOf(outcome: AcceptOutcome): AcceptReceipt {
  const kind = outcome.kind === 'duplicate' ? 'duplicate' : 'accepted';
  return { kind, files: outcome.kind === 'duplicate' ? outcome.files : [] };
}
