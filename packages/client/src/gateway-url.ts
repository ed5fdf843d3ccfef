import { ClientError } from './client-error.ts';

/**
 * The address of a gateway's socket, and its origin as the name under which tokens are kept.
 * Throws `CLIENT_BAD_URL`. What was written is never repeated, because it may hold a credential.
 */
export function parseGatewayUrl(text: string): {
  readonly socket: string;
  readonly gateway: string;
} {
  const url = URL.parse(text);
  if (url === null)
    throw new ClientError('CLIENT_BAD_URL', 'it is not a URL; write it like ws://127.0.0.1:18789');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ClientError(
      'CLIENT_BAD_URL',
      'it must hold no user, password, query or fragment; pass the token on its own',
    );
  }
  const scheme = { 'ws:': 'ws:', 'wss:': 'wss:', 'http:': 'ws:', 'https:': 'wss:' }[url.protocol];
  if (scheme === undefined)
    throw new ClientError(
      'CLIENT_BAD_URL',
      'it must begin with ws://, wss://, http:// or https://',
    );
  return { socket: `${scheme}//${url.host}${url.pathname}`, gateway: `${scheme}//${url.host}` };
}
