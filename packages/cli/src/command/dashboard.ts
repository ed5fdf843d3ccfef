import { CliError } from '../cli-error.ts';
import { type GatewayOptions, withGateway } from '../connect-gateway.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliIo } from '../io.ts';
import { escapeLine } from '../output/escape.ts';
import { printJson } from '../output/print.ts';
import { createStyle } from '../output/style.ts';

type DashboardOptions = GatewayOptions & { readonly print?: boolean };

/**
 * `coderclaw dashboard`: a fresh sign-in link. The link is a credential: into a pipe or a log it
 * goes only where somebody says so.
 */
export async function showDashboard(io: CliIo, options: DashboardOptions): Promise<ExitCode> {
  if (!io.stdout.isTTY && !options.print) {
    throw new CliError('CLI_USAGE', 'the sign-in link lets anybody in who reads it', {
      nextStep: 'Nobody looks at a terminal here; add --print to have it printed all the same.',
    });
  }
  return withGateway(io, options, async (gateway) => {
    const { url, expiresAt } = await gateway.request('auth.link', {});
    if (options.json) {
      printJson(io, { url, expiresAt });
      return EXIT.done;
    }
    const style = createStyle(io.stdout);
    io.stdout.write(`${style(['bold', 'cyan'], escapeLine(url))}\n`);
    const minutes = Math.ceil((expiresAt - io.now()) / 60_000);
    io.stderr.write(`${style('dim', `It works once, within ${minutes} minutes.`)}\n`);
    return EXIT.done;
  });
}
