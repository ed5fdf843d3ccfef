import { readFileSync } from 'node:fs';
import { CONFIG_KEYS, formatType } from '@coderclaw/config';
import { code, fence, formatTable } from './markdown.ts';

const SAMPLE = new URL('../../packages/config/src/fixture/sample-coderclaw.yaml', import.meta.url);

/** Every key with its type, its default and what it means. Those that only repeat another are left to the text. */
export function formatConfigKeys(): string {
  const own = CONFIG_KEYS.filter(({ inherits }) => inherits === undefined);
  const rows = own.map(({ path, type, default: value, description, secret, required }) => [
    code(path),
    formatType(type),
    value === null ? '–' : code(JSON.stringify(value)),
    [description, secret && '**Secret.**', required && '**Required.**'].filter(Boolean).join(' '),
  ]);
  return formatTable(['key', 'value', 'default', 'meaning'], rows);
}

export function formatSample(): string {
  return fence('yaml', readFileSync(SAMPLE, 'utf8'));
}
