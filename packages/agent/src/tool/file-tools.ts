import { visibleText } from '../text/visible-text.ts';
import type { FileAccess } from './file-access.ts';
import { type Tool, ToolError } from './tool.ts';
import { textArgument } from './tool-argument.ts';

const MAX_LISTED = 500;
const PATH = { type: 'string', description: 'Relative to the workspace.' } as const;

/** `write`, `edit` and `ls` on what `files` reaches. */
export function fileTools(files: FileAccess): readonly Tool[] {
  return [writeTool(files), editTool(files), listTool(files)];
}

function writeTool(files: FileAccess): Tool {
  return {
    name: 'write',
    description:
      'Create a file or replace all of it. Makes missing directories. Change part of a file with edit.',
    parameters: {
      type: 'object',
      properties: { path: PATH, content: { type: 'string' } },
      required: ['path', 'content'],
      additionalProperties: false,
    },
    // The same bytes twice would do no harm by themselves; but between a crash and the repetition a person
    // may have changed the file, and the repetition would undo that.
    replay: 'never',
    executionMode: 'sequential',
    run: async (args) => {
      const content = textArgument(args, 'content');
      const { created, shown } = await files.writeText(textArgument(args, 'path'), content);
      const lines = countLines(content);
      const done = created ? 'Created' : 'Replaced';
      return {
        text: `${done} ${shown} (${lines} lines).`,
        details: { path: shown, created, lines },
      };
    },
  };
}

function editTool(files: FileAccess): Tool {
  return {
    name: 'edit',
    description:
      'Replace one passage of a file. oldText must match exactly, whitespace included, and occur once.',
    parameters: {
      type: 'object',
      properties: { path: PATH, oldText: { type: 'string' }, newText: { type: 'string' } },
      required: ['path', 'oldText', 'newText'],
      additionalProperties: false,
    },
    // Done once, the old text is gone; done again, it may match somewhere else.
    replay: 'never',
    executionMode: 'sequential',
    run: async (args) => {
      const [oldText, newText] = [textArgument(args, 'oldText'), textArgument(args, 'newText')];
      let line = 0;
      const { shown } = await files.editText(textArgument(args, 'path'), (text, name) => {
        const at = onlyMatch(text, oldText, name);
        line = countLines(text.slice(0, at) + oldText.slice(0, 1));
        return text.slice(0, at) + newText + text.slice(at + oldText.length);
      });
      const [removed, added] = [countLines(oldText), countLines(newText)];
      return {
        text: `Edited ${shown} at line ${line} (-${removed} +${added} lines).`,
        details: { path: shown, line, removed, added },
      };
    },
  };
}

function listTool(files: FileAccess): Tool {
  return {
    name: 'ls',
    description:
      'List a directory; the workspace by default. Names end in / for directories, @ for links.',
    parameters: {
      type: 'object',
      properties: { path: PATH },
      required: [],
      additionalProperties: false,
    },
    replay: 'safe',
    executionMode: 'parallel',
    run: async (args) => {
      const { entries, shown } = await files.list(typeof args.path === 'string' ? args.path : '.');
      const names = entries
        .slice(0, MAX_LISTED)
        .map(({ name, kind }) => visibleText(name) + MARKS[kind]);
      if (entries.length > MAX_LISTED)
        names.push(`[${entries.length - MAX_LISTED} more not shown]`);
      return {
        text: names.join('\n') || '[empty]',
        details: { path: shown, entries: entries.length },
      };
    },
  };
}

const MARKS = { file: '', directory: '/', link: '@', other: '?' } as const;

function onlyMatch(text: string, oldText: string, shown: string): number {
  if (oldText === '') throw new ToolError('oldText is empty; create or replace a file with write');
  const at = text.indexOf(oldText);
  if (at < 0)
    throw new ToolError(
      `oldText does not occur in ${shown}; read the file and copy the passage exactly`,
    );
  let matches = 1;
  for (let next = text.indexOf(oldText, at + 1); next >= 0; next = text.indexOf(oldText, next + 1))
    matches += 1;
  if (matches > 1)
    throw new ToolError(
      `oldText occurs ${matches} times in ${shown}; include more of the lines around it`,
    );
  return at;
}

function countLines(text: string): number {
  if (text === '') return 0;
  const breaks = text.split('\n').length - 1;
  return text.endsWith('\n') ? breaks : breaks + 1;
}
