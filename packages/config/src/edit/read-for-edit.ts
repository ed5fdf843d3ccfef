import { ConfigError } from '../config-error.ts';
import { readConfigFile } from '../file/read-file.ts';

export type EditableFile = {
  readonly text: string;
  readonly revision: string | null;
  readonly crlf: boolean;
};

/** The file as it is to be changed; empty where there is none. Throws CONFIG_BROKEN. */
export function readForEdit(file: string): EditableFile {
  const read = readConfigFile(file);
  if (read.kind === 'absent') return { text: '', revision: null, crlf: false };
  if (read.kind === 'unreadable') throw new ConfigError('CONFIG_BROKEN', `${file}: ${read.reason}`);
  return { text: read.file.text, revision: read.file.sha256, crlf: read.file.crlf };
}
