import { basename } from 'node:path';
import { type BlobInfo, MAX_FILE_BYTES } from '@coderclaw/core';
import { hiddenFree } from '../text/visible-text.ts';
import type { FileAccess } from './file-access.ts';
import { BLOB, PATH_OR_BLOB, type SharedFiles } from './shared-files.ts';
import { type Tool, ToolError } from './tool.ts';
import { textArgument } from './tool-argument.ts';

/** Files that one run may send: a model that was talked into more does not flood a chat. */
const MAX_ATTACHED = 10;
const MAX_NAME_LENGTH = 120;
const URL = /^(?:[a-z][a-z0-9+.-]*:\/\/|data:|file:)/iu;

/**
 * `attach`: sends a file of the workspace, where a run reaches one, or of the conversation with the answer.
 * Nothing else, by whatever name (T10). `before` counts what the run has attached until now.
 */
export function attachTool(files: FileAccess | null, shared: SharedFiles, before = 0): Tool {
  let attached = before;
  const take = async (path: string, signal: AbortSignal): Promise<[BlobInfo, string]> => {
    if (shared.names(path)) {
      const file = shared.get(path);
      return [await shared.check(path, file), file.name];
    }
    if (URL.test(path))
      throw new ToolError(
        'a URL can not be attached; only files of the workspace and of this conversation',
      );
    if (!files) throw shared.unknown(path);
    const limits = { maxBytes: MAX_FILE_BYTES, signal };
    return files.withBytes(path, MAX_FILE_BYTES, async (bytes, shown) => [
      await shared.store(path, bytes, limits),
      basename(shown),
    ]);
  };
  return {
    name: 'attach',
    description: `Send a file with your answer${files ? '' : ', of this conversation'}.`,
    parameters: {
      type: 'object',
      properties: {
        path: { type: 'string', description: files ? PATH_OR_BLOB : BLOB },
        name: { type: 'string', description: 'What the person sees.' },
      },
      required: ['path'],
      additionalProperties: false,
    },
    // The same bytes are the same blob, and nothing is sent before the run ends.
    replay: 'safe',
    executionMode: 'sequential',
    run: async (args, signal) => {
      const path = textArgument(args, 'path');
      if (attached >= MAX_ATTACHED)
        throw new ToolError(`${MAX_ATTACHED} files are attached; send the rest another time`);
      const [{ sha256, bytes, mimeType }, itsName] = await take(path, signal);
      if (bytes === 0) throw new ToolError(`"${path}" is empty; there is nothing to send`);
      const name = cleanName(typeof args.name === 'string' ? args.name : itsName);
      const file = { sha256, name, mimeType, bytes };
      shared.add(file);
      attached += 1;
      return {
        text: `Attached ${JSON.stringify(name)} (${mimeType}, ${bytes} bytes, blob:${sha256}). It is sent with your answer.`,
        details: { path, ...file },
        files: [file],
      };
    },
  };
}

/** A name that is no path and hides nothing. */
function cleanName(name: string): string {
  const clean = hiddenFree(name).replace(/[\\/]/gu, '_').trim();
  return clean.slice(0, MAX_NAME_LENGTH).toWellFormed() || 'file';
}
