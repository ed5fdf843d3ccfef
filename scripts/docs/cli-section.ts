import { main } from '@coderclaw/cli';
import { createFakeIo } from '../../packages/cli/src/testing/fake-io.ts';
import { fence } from './markdown.ts';

/** What `coderclaw --help` and each command's `--help` print, 80 columns wide. */
export async function formatCommands(): Promise<string> {
  const overview = await readHelp([]);
  const sections = [fence('text', overview)];
  for (const name of listCommands(overview)) {
    const help = await readHelp(name.split(' '));
    sections.push(`### coderclaw ${name}\n\n${fence('text', help)}`);
  }
  return sections.join('\n\n');
}

async function readHelp(command: readonly string[]): Promise<string> {
  const io = createFakeIo();
  const exitCode = await main([...command, '--help'], io);
  if (exitCode !== 0) throw new Error(`coderclaw ${command.join(' ')} --help exits ${exitCode}`);
  return io.printed();
}

/** The overview lists every command that does something, with its arguments. */
function listCommands(overview: string): readonly string[] {
  const [, commands = ''] = overview.split('\nCommands:\n');
  const terms = commands.split('\n\n', 1)[0]!.matchAll(/^ {2}([a-z][a-z ]*[a-z])/gmu);
  return [...terms].map(([, term]) => term!.split('  ', 1)[0]!.trim());
}
