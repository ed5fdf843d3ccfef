import { globSync, readFileSync } from 'node:fs';
import type { GeneratedFile } from '../../packages/protocol/scripts/generate-validators.ts';
import { formatChatCommands } from './chat-command-section.ts';
import { formatCommands } from './cli-section.ts';
import { formatConfigKeys, formatSample } from './config-section.ts';
import * as error from './error-section.ts';
import { fillSections } from './markdown.ts';
import * as protocol from './protocol-section.ts';
import * as state from './state-section.ts';
import { formatThreatTests } from './threat-section.ts';

const ROOT = new URL('../../', import.meta.url);

/** What stands between `<!-- generated: NAME -->` and its end in the documents: the code's own tables. */
export async function generate(): Promise<readonly GeneratedFile[]> {
  const commands = await formatCommands();
  const sections = {
    'agent-errors': error.formatAgentErrors,
    'channel-errors': error.formatChannelErrors,
    'chat-commands': formatChatCommands,
    'cli-errors': error.formatCliErrors,
    'client-errors': error.formatClientErrors,
    'close-codes': protocol.formatCloseCodes,
    commands: () => commands,
    'config-errors': error.formatConfigErrors,
    'config-keys': formatConfigKeys,
    'config-sample': formatSample,
    dispositions: state.formatDispositions,
    events: protocol.formatEvents,
    'gateway-errors': error.formatGatewayErrors,
    'ignored-params': protocol.formatIgnoredParams,
    methods: protocol.formatMethods,
    'part-states': state.formatPartStates,
    'run-states': state.formatRunStates,
    'step-states': state.formatStepStates,
    'store-errors': error.formatStoreErrors,
    'threat-tests': formatThreatTests,
  };
  const paths = globSync('docs/**/*.md', { cwd: ROOT.pathname }).sort();
  return paths.map((path) => {
    const text = fillSections(readFileSync(new URL(path, ROOT), 'utf8'), sections);
    return { path, text };
  });
}
