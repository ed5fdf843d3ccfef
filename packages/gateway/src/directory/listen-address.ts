import { isIP } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { BINDS } from '@coderclaw/config';
import { isLoopback } from '../access/request-origin.ts';
import { GatewayError } from '../gateway-error.ts';

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
  /** Where clients on other machines connect; none while it listens on loopback. */
  readonly publicHosts: readonly string[];
  /** Why it is not what was asked for. */
  readonly problem: string | null;
};

const LOOPBACK = '127.0.0.1';
/** `custom` is for the file alone, where an address would stand beside it. */
const BIND_WORDS: readonly string[] = [...BINDS.filter((bind) => bind !== 'custom'), 'localhost'];

/** Throws GATEWAY_BIND for a `--bind` that is neither an address nor a word. */
export function demandBind(explicit: string | undefined): void {
  if (explicit === undefined || isIP(explicit) || BIND_WORDS.includes(explicit)) return;
  throw new GatewayError('GATEWAY_BIND', `give an address or one of ${BIND_WORDS.join(', ')}`);
}

/**
 * Which address to listen on. Without TLS a file alone does not open the gateway to other machines;
 * it takes `--bind`. Throws GATEWAY_BIND for an explicit bind that is not understood.
 */
export function decideListenAddress({ configured, explicit, addresses }: BindFacts): ListenAddress {
  demandBind(explicit);
  const wanted = explicit ?? configured;
  if (wanted === 'loopback' || wanted === 'auto' || wanted === 'localhost') return loopback(null);
  if (explicit === undefined) {
    return loopback(
      `gateway.bind is ${wanted}; without TLS that takes --bind ${wanted} at the start`,
    );
  }
  if (wanted !== 'tailnet') return at(wanted === 'lan' ? '0.0.0.0' : wanted, addresses);
  const address = addresses.find((one) => /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./u.test(one));
  return address
    ? at(address, addresses)
    : loopback('--bind tailnet: this machine has no Tailscale address');
}

function at(host: string, addresses: readonly string[]): ListenAddress {
  const isWildcard = host === '0.0.0.0' || host === '::';
  return {
    host,
    localHost: isWildcard ? LOOPBACK : host,
    publicHosts: (isWildcard ? addresses : [host]).filter((one) => isReachable(one, host)),
    problem: null,
  };
}

/** Link-local IPv6 addresses need a zone, which no URL in a browser can have. */
function isReachable(address: string, host: string): boolean {
  if (isLoopback(address) || address.toLowerCase().startsWith('fe80:')) return false;
  return host === '::' || isIP(address) === isIP(host);
}

function loopback(problem: string | null): ListenAddress {
  const rest = problem ? `${problem}; listening on this machine only` : null;
  return { host: LOOPBACK, localHost: LOOPBACK, publicHosts: [], problem: rest };
}

export function ownAddresses(): readonly string[] {
  const all: NetworkInterfaceInfo[] = Object.values(networkInterfaces()).flatMap(
    (one) => one ?? [],
  );
  return all.map(({ address }) => address);
}
