import type { ConnectParams } from '@coderclaw/protocol';

type Client = ConnectParams['client'];

const MAX_LENGTH = 128;

/**
 * What a client says of itself, cut to what is worth keeping: all who are connected are shown it whenever
 * anybody comes or goes, so a long name would be sent again and again (T05).
 */
export function briefClient(client: Client): Client {
  const texts = Object.entries(client).map(([name, text]) => [
    name,
    text.slice(0, MAX_LENGTH).toWellFormed(),
  ]);
  return Object.fromEntries(texts) as Client;
}
