import type { FileAccess } from './file-access.ts';
import { BLOB, PATH_OR_BLOB, type SharedFiles } from './shared-files.ts';
import { type Tool, ToolError } from './tool.ts';
import { numberArgument, textArgument } from './tool-argument.ts';

const MAX_READ_LINES = 2_000;
const MAX_READ_LENGTH = 50_000;

/** `read` of what `files` reaches, where a run reaches files at all, and of the conversation's own. */
export function readTool(files: FileAccess | null, shared: SharedFiles): Tool {
  return {
    name: 'read',
    description: `Read a text file${files ? '' : ' of this conversation'}, at most ${MAX_READ_LINES} lines or 50 KB at once; page with offset and limit.`,
    parameters: {
      type: 'object',
      properties: {
        path: { type: 'string', description: files ? PATH_OR_BLOB : BLOB },
        offset: { type: 'integer', minimum: 1, description: 'First line, from 1.' },
        limit: { type: 'integer', minimum: 1, description: 'Number of lines.' },
      },
      required: ['path'],
      additionalProperties: false,
    },
    replay: 'safe',
    executionMode: 'parallel',
    run: async (args) => {
      const path = textArgument(args, 'path');
      const { text, shown } = await (files && !shared.names(path) ? files : shared).readText(path);
      const page = pageOf(
        text,
        numberArgument(args, 'offset', 1),
        numberArgument(args, 'limit', MAX_READ_LINES),
      );
      return {
        text: page.text,
        details: {
          path: shown,
          firstLine: page.first,
          lastLine: page.last,
          totalLines: page.total,
        },
      };
    },
  };
}

function pageOf(
  text: string,
  offset: number,
  limit: number,
): {
  readonly text: string;
  readonly first: number;
  readonly last: number;
  readonly total: number;
} {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const total = lines.length;
  if (offset > Math.max(1, total))
    throw new ToolError(`the file has ${total} lines; offset ${offset} is past its end`);
  let length = 0;
  let last = offset - 1;
  while (last < total && last < offset - 1 + Math.min(limit, MAX_READ_LINES)) {
    length += lines[last]!.length + 1;
    if (length > MAX_READ_LENGTH) break;
    last += 1;
  }
  // A line that is longer than a page is shown as far as it goes.
  if (last === offset - 1 && total > 0) {
    const clipped = `${lines[last]!.slice(0, MAX_READ_LENGTH)}\n[line ${offset} of ${total} is cut after ${MAX_READ_LENGTH} characters]`;
    return { text: clipped, first: offset, last: offset, total };
  }
  const shown = lines.slice(offset - 1, last).join('\n');
  const note =
    last < total ? `\n[lines ${offset} to ${last} of ${total}; go on with offset ${last + 1}]` : '';
  return { text: (shown || '[empty]') + note, first: offset, last, total };
}
