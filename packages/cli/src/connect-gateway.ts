import { type Client, ClientError, createClient, type Device } from '@coderclaw/client';
import { resolveHome } from '@coderclaw/config';
import { CLIENT_CAPABILITIES, WireError } from '@coderclaw/protocol';
import { CliError } from './cli-error.ts';
import type { CliIo } from './io.ts';
import {
  type GatewayLocation,
  type GatewayOptions,
  gatewayUnreachable,
  locateGateway,
} from './locate-gateway.ts';

export type { GatewayOptions } from './locate-gateway.ts';

/** A connected gateway, as a command sees it. */
export type GatewayLink = Pick<Client, 'request' | 'on' | 'onState'> & { readonly url: string };

type LinkOptions = {
  /** Whether to connect again when the connection is lost, for commands that wait. Default false. */
  readonly reconnect?: boolean;
};

/** Connects, lets `work` use the gateway, and closes. Every failure becomes a {@link CliError}. */
export async function withGateway<Result>(
  io: CliIo,
  options: GatewayOptions,
  work: (gateway: GatewayLink) => Promise<Result>,
  { reconnect = false }: LinkOptions = {},
): Promise<Result> {
  const location = await locateGateway(io, options);
  const client = await openClient(io, location, reconnect);
  try {
    await connect(client, location.url, options);
    return await work({
      url: location.url,
      request: (...call) => client.request(...call).catch(rejectAsCliError),
      on: (...given) => client.on(...given),
      onState: (listener) => client.onState(listener),
    });
  } finally {
    client.close();
  }
}

async function openClient(
  io: CliIo,
  { url, auth }: GatewayLocation,
  reconnect: boolean,
): Promise<Client> {
  const device = isLoopback(url) ? undefined : await openDevice(io);
  return createClient({
    url,
    auth,
    client: { id: 'cli', mode: 'cli', version: io.version, platform: process.platform },
    scopes: ['operator.admin'],
    caps: [CLIENT_CAPABILITIES.toolEvents, CLIENT_CAPABILITIES.runWaiting],
    ...(device && { device }),
    ...(!reconnect && { reconnect: false }),
  });
}

/** On loopback the home's secret is enough; anywhere else a gateway wants to know the device too. */
async function openDevice(io: CliIo): Promise<Device> {
  const { openDeviceFile } = await import('@coderclaw/client/node');
  return openDeviceFile(resolveHome(io.env).devices);
}

function isLoopback(url: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u.test(new URL(url).hostname);
}

async function connect(
  client: Client,
  url: string,
  { tokenFlag = '--token' }: GatewayOptions,
): Promise<void> {
  try {
    await connectOnce(client);
  } catch (error) {
    if (!(error instanceof WireError)) {
      throw gatewayUnreachable(`the gateway at ${url} does not answer`, error);
    }
    throw new CliError('CLI_GATEWAY_REFUSED', `the gateway at ${url} refused: ${error.message}`, {
      nextStep: nextStepFor(error, tokenFlag),
      cause: error,
    });
  }
}

/** A command whose connection was lost waits for another one; one that never had one does not. */
async function connectOnce(client: Client): Promise<void> {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const forget = client.onState((state) => {
    if (state.kind === 'waiting') reject(state.error);
  });
  try {
    await Promise.race([client.connect(), failed]);
  } finally {
    forget();
  }
}

function nextStepFor({ code, detailCode = '' }: WireError, tokenFlag: string): string {
  if (detailCode === 'AUTH_RATE_LIMITED') return 'Too many tries failed; wait five minutes.';
  if (detailCode === 'PROTOCOL_MISMATCH') return 'Install the same version here and there.';
  if (code === 'NOT_PAIRED') return 'Approve this device on the gateway, then try again.';
  if (detailCode.startsWith('AUTH_')) {
    return `Give the gateway's token with ${tokenFlag}; it is in the file token of its home.`;
  }
  return 'Look into its log: npx coderclaw logs, or the directory logs of its home.';
}

function rejectAsCliError(error: unknown): never {
  if (error instanceof WireError) {
    throw new CliError('CLI_REQUEST_FAILED', error.message, { cause: error });
  }
  if (error instanceof ClientError) {
    const lost = error.code === 'CLIENT_DISCONNECTED' || error.code === 'CLIENT_UNREACHABLE';
    const code = lost ? 'CLI_GATEWAY_UNREACHABLE' : 'CLI_REQUEST_FAILED';
    throw new CliError(code, error.message, { cause: error });
  }
  throw error;
}
