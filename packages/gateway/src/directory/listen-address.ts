import { isIP } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { BINDS } from '@coderclaw/config';

export type BindFacts = {
  /** As the configuration has it. */
  readonly configured: string;
  /** As the person who starts the gateway says it: the explicit word that opens it to other machines. */
  readonly explicit: string | undefined;
  /** Addresses of this machine. */
  readonly addresses: readonly string[];
};

export type ListenAddress = {
  readonly host: string;
  /** Where a client on this machine connects. */
  readonly localHost: string;
  /** Why it is not what was asked for. */
  readonly problem: string | null;
};

const LOOPBACK = '127.0.0.1';

/**
 * Which address to listen on. Without TLS a file alone does not open the gateway to other machines;
 * it takes `--bind`, and whatever is not understood means loopback.
 */
export function decideListenAddress({ configured, explicit, addresses }: BindFacts): ListenAddress {
  const wanted = explicit ?? configured;
  if (wanted === 'loopback' || wanted === 'auto' || wanted === 'localhost') return loopback(null);
  if (explicit === undefined) {
    return loopback(
      `gateway.bind is ${wanted}; without TLS that takes --bind ${wanted} at the start`,
    );
  }
  if (wanted === 'lan') return { host: '0.0.0.0', localHost: LOOPBACK, problem: null };
  if (wanted === 'tailnet') {
    const address = addresses.find((one) =>
      /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./u.test(one),
    );
    return address
      ? at(address)
      : loopback('--bind tailnet: this machine has no Tailscale address');
  }
  if (isIP(wanted)) return at(wanted);
  return loopback(`--bind takes an address or one of ${BINDS.join(', ')}`);
}

function at(address: string): ListenAddress {
  const isWildcard = address === '0.0.0.0' || address === '::';
  return { host: address, localHost: isWildcard ? LOOPBACK : address, problem: null };
}

function loopback(problem: string | null): ListenAddress {
  const rest = problem ? `${problem}; listening on this machine only` : null;
  return { host: LOOPBACK, localHost: LOOPBACK, problem: rest };
}

export function ownAddresses(): readonly string[] {
  const all: NetworkInterfaceInfo[] = Object.values(networkInterfaces()).flatMap(
    (one) => one ?? [],
  );
  return all.map(({ address }) => address);
}
