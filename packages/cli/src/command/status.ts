import { type GatewayOptions, withGateway } from '../connect-gateway.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { CliIo } from '../io.ts';
import { formatDuration } from '../output/duration.ts';
import { escapeLine } from '../output/escape.ts';
import { printFields, printJson } from '../output/print.ts';
import { createStyle } from '../output/style.ts';

/** `coderclaw status`: how the gateway is, on one screen. Problems do not change the exit code. */
export function showStatus(io: CliIo, options: GatewayOptions): Promise<ExitCode> {
  return withGateway(io, options, async (gateway) => {
    const status = await gateway.request('status', {});
    if (options.json) {
      printJson(io, { url: gateway.url, ...status });
      return EXIT.done;
    }
    const style = createStyle(io.stdout);
    const { counts } = status;
    const healthy = status.problems.length === 0;
    const model = status.model === null ? 'none' : escapeLine(status.model);
    printFields(io, [
      ['Gateway', `${escapeLine(status.version)} at ${escapeLine(gateway.url)}`],
      ['Up', formatDuration(status.uptimeMs)],
      ['Model', status.modelConfigured ? model : `${model} ${style('yellow', '(no key is set)')}`],
      ['Agents', `${status.agents}, ${escapeLine(status.defaultAgentId)} by default`],
      ['Channels', status.channels.map(formatChannel).join(', ') || 'none'],
      ['Sessions', `${counts.sessions} with ${counts.messages} messages`],
      ['Runs', `${counts.activeRuns} under way, ${counts.waitingIntakes} messages waiting`],
      ['Deliveries', formatParts(counts)],
      ['Files', formatFiles(status.files)],
      ['Problems', healthy ? style('green', 'none') : String(status.problems.length)],
    ]);
    for (const problem of status.problems) {
      io.stdout.write(`${style('yellow', '!')} ${escapeLine(problem)}\n`);
    }
    return EXIT.done;
  });
}

function formatChannel({
  channel,
  account,
  state,
}: Record<'channel' | 'account' | 'state', string>) {
  const name = account === 'default' ? channel : `${channel}/${account}`;
  return escapeLine(state === 'running' ? name : `${name} (${state})`);
}

function formatParts(counts: Record<'pendingParts' | 'failedParts' | 'unknownParts', number>) {
  return `${counts.pendingParts} pending, ${counts.failedParts} failed, ${counts.unknownParts} unknown`;
}

function formatFiles({ usedBytes, limitBytes }: Record<'usedBytes' | 'limitBytes', number>) {
  const megabytes = (bytes: number) => Math.round(bytes / 1e6).toLocaleString('en-US');
  return `${megabytes(usedBytes)} of ${megabytes(limitBytes)} MB`;
}
