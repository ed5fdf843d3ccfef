/** Where a request says that it goes and comes from, and where its connection really ends. */
export type OriginFacts = {
  /** The request target as sent. */
  readonly target: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** The address at our end of the connection, and the port that we listen on. */
  readonly localAddress: string;
  readonly localPort: number;
};

export type OriginDecision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly status: 400 | 403 | 421; readonly reason: string };

const CREDENTIAL_NAME =
  /token|password|secret|credential|jwt|api-?key|^(?:.*[-_.])?(?:auth|authorization|key|code)$/iu;

/**
 * Refuses what a web page or a proxy on another name could send (T01): a target that is not a path, a
 * credential in the query, a Host that is not this gateway's own address, a foreign Origin.
 * A name that resolves to us is foreign too, which is what defeats DNS rebinding.
 */
export function decideOrigin(facts: OriginFacts): OriginDecision {
  const { target, host, origin } = facts;
  if (!target.startsWith('/') || target.startsWith('//')) {
    return refuse(421, 'the request target must be a path on this gateway');
  }
  if (hasCredential(target)) {
    return refuse(400, 'no credential belongs in a URL; use the Authorization header');
  }
  if (host === undefined || host === '') return refuse(403, 'the Host header is missing');
  if (!isOwnHost(host, facts)) return refuse(403, 'the Host header names another host');
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return refuse(403, 'the Origin is foreign');
  }
  return { allowed: true };
}

function refuse(status: 400 | 403 | 421, reason: string): OriginDecision {
  return { allowed: false, status, reason };
}

function hasCredential(target: string): boolean {
  const start = target.indexOf('?');
  if (start < 0) return false;
  for (const name of new URLSearchParams(target.slice(start + 1)).keys()) {
    if (CREDENTIAL_NAME.test(name)) return true;
  }
  return false;
}

function isOwnHost(host: string, { localAddress, localPort }: OriginFacts): boolean {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?$/iu.exec(host);
  if (!match) return false;
  if (Number(match[2] ?? 80) !== localPort) return false;
  const name = match[1]!.toLowerCase().replace(/^\[|\]$/gu, '');
  const address = plainAddress(localAddress);
  if (name === address) return true;
  return isLoopback(address) && (name === 'localhost' || isLoopback(name));
}

/** An address without the IPv6 prefix that a dual-stack socket gives to IPv4 ones. */
export function plainAddress(address: string): string {
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.)/u, '');
}

/**
 * What one party is counted as: an IPv4 address, or the /64 of an IPv6 one, within which anybody has
 * 2^64 addresses to come from (RFC 4291, section 2.5.1).
 */
export function networkOf(address: string): string {
  const plain = plainAddress(address).split('%', 1)[0]!;
  if (!plain.includes(':') || isLoopback(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = (text: string) => text.split(':').filter((group) => group !== '');
  const [left, right] = [groups(head), groups(tail ?? '')];
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}

export function isLoopback(address: string): boolean {
  const plain = plainAddress(address);
  return plain === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/u.test(plain);
}
