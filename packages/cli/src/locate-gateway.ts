import {
  findGateway,
  findToken,
  type HomePaths,
  loadConfig,
  readConfigFile,
  resolveHome,
} from '@coderclaw/config';
import { CliError } from './cli-error.ts';
import type { CliIo } from './io.ts';

/** What every command takes that talks to a gateway. */
export type GatewayOptions = {
  readonly url?: string;
  readonly token?: string;
  /** What the command calls it, where that is not `--token`. */
  readonly tokenFlag?: string;
  readonly json?: boolean;
};

export type GatewayLocation = {
  readonly url: string;
  readonly auth: { readonly token?: string; readonly password?: string };
};

/**
 * The home's own gateway, by its run file, or the one that `--url` names. The home's secret is only
 * ever sent to the home's own gateway: another one needs `--token`.
 */
export async function locateGateway(io: CliIo, options: GatewayOptions): Promise<GatewayLocation> {
  const { tokenFlag = '--token' } = options;
  const paths = resolveHome(io.env);
  const running = findGateway(paths);
  const url = options.url ? parseUrl(options.url) : running?.url;
  if (!url) throw gatewayUnreachable(`no gateway is running on ${paths.home}`);
  if (options.token) return { url, auth: { token: options.token } };
  if (options.url && url !== running?.url) {
    throw new CliError('CLI_USAGE', `${url} is not the gateway of ${paths.home}`, {
      nextStep: `Add ${tokenFlag} with the token of that gateway.`,
    });
  }
  const auth = await findSecret(io, paths);
  if (auth) return { url, auth };
  throw new CliError('CLI_GATEWAY_REFUSED', `there is no token in ${paths.token}`, {
    nextStep: `Restart the gateway, which makes one, or add ${tokenFlag}.`,
  });
}

/** The home's secret: the configuration's, or else the token file's. */
async function findSecret(
  io: CliIo,
  paths: HomePaths,
): Promise<GatewayLocation['auth'] | undefined> {
  if (mentionsAuth(paths.config)) {
    const { mode, token, password } = (await loadConfig(paths, io.env)).settings.gateway.auth;
    if (mode === 'password' && password) return { password: password.reveal() };
    if (token) return { token: token.reveal() };
  }
  const token = findToken(paths);
  return token === undefined ? undefined : { token };
}

/** Most files do not, and to load a YAML parser for them would take a quarter of the time of `status`. */
function mentionsAuth(file: string): boolean {
  const read = readConfigFile(file);
  return read.kind === 'read' && read.file.text.includes('auth');
}

/** The same error, whether no gateway runs or the one that should run does not answer. */
export function gatewayUnreachable(message: string, cause?: unknown): CliError {
  return new CliError('CLI_GATEWAY_UNREACHABLE', message, {
    nextStep: 'Start it with: npx coderclaw gateway',
    cause,
  });
}

/** An http, https, ws or wss address as the client takes it, without what must not be in one. */
function parseUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^(?:https?|wss?):$/u.test(url.protocol)) {
    throw new CliError('CLI_USAGE', `--url ${text} is no http, https, ws or wss address`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new CliError('CLI_USAGE', '--url takes an address alone', {
      nextStep: 'Give the token with --token; in an address it would end up in logs.',
    });
  }
  return url.origin;
}
