import { ToolError } from './tool.ts';

/** The largest file that is read or written as text. */
export const MAX_TEXT_BYTES = 10_000_000;

/** Bytes as text. Throws a {@link ToolError} that names what is no UTF-8 text. */
export function decodeText(bytes: Uint8Array, shown: string): string {
  if (bytes.includes(0)) throw new ToolError(`"${shown}" is a binary file (${bytes.length} bytes)`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ToolError(`"${shown}" is not UTF-8 text (${bytes.length} bytes)`, { cause });
  }
}
