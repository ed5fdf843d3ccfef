import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AgentError } from '../agent-error.ts';

/** UTF-16 units of one home file that reach a model. */
const MAX_HOME_FILE_LENGTH = 20_000;

const TEMPLATES: Readonly<Record<string, string>> = {
  'AGENTS.md': `# Instructions

What stands here is part of every conversation with this agent. Change it freely.

- Answer in the language you are written to in.
- Before you change files that somebody else wrote, say in one sentence what you are about to do.
- Keep what should outlast a conversation in memory/, one subject per file.
`,
  'BOOTSTRAP.md': `# First conversation

This is the first time you meet the owner. In your first answer, in a few sentences: say who you are and what you can do here (read, write and edit files), and ask what they would like to be called and what they work on. Write what you learn into AGENTS.md, then empty this file with write (content ""): the gateway removes it.
`,
};

/**
 * Creates an agent's home with its first files. A home that exists is left as it is, whatever it lacks.
 * Resolves with whether it was created.
 */
export async function prepareHome(home: string): Promise<boolean> {
  try {
    await mkdir(dirname(home), { recursive: true });
    await mkdir(home, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw unreadable(home, error);
  }
  try {
    for (const [name, text] of Object.entries(TEMPLATES))
      await writeFile(join(home, name), text, { flag: 'wx' });
    return true;
  } catch (error) {
    throw unreadable(home, error);
  }
}

/** Removes BOOTSTRAP.md once the agent has emptied it. Resolves with whether it did. */
export async function tidyHome(home: string): Promise<boolean> {
  const path = join(home, 'BOOTSTRAP.md');
  try {
    if ((await readFile(path, 'utf8')).trim() !== '') return false;
    await rm(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw unreadable(path, error);
  }
}

/** BOOT.md: what the agent is told at each start of the gateway; null where there is none or it is empty. */
export async function readBootMessage(home: string): Promise<string | null> {
  const text = (await readHomeFile(home, 'BOOT.md')).trim();
  return text === '' ? null : text;
}

/** A home file as a model is shown it: at most 20,000 characters, empty where there is none. */
export async function readHomeFile(home: string, name: string): Promise<string> {
  const path = join(home, name);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw unreadable(path, error);
  }
  if (text.length <= MAX_HOME_FILE_LENGTH) return text;
  return `${text.slice(0, MAX_HOME_FILE_LENGTH).toWellFormed()}\n[${name} is cut here: only its first ${MAX_HOME_FILE_LENGTH} characters are read]\n`;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function unreadable(path: string, cause: unknown): AgentError {
  return new AgentError(
    'HOME_UNREADABLE',
    `${path} can not be used (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`,
    { cause },
  );
}
