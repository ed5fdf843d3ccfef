// The door that a gateway uses; what runs in the browser is `page/`, bundled into `generated/`.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One file of the chat page, ready to be sent. */
export type PageAsset = {
  /** Where it is served: `/`, `/page.js` … */
  readonly path: string;
  /** Value of `Content-Type`. */
  readonly type: string;
  readonly body: Uint8Array;
  /** Value of `ETag`, quotes included; changes with the content. */
  readonly etag: string;
};

const FILES = [
  { path: '/', file: 'page.html', type: 'text/html; charset=utf-8' },
  { path: '/page.js', file: 'page.js', type: 'text/javascript; charset=utf-8' },
  { path: '/page.css', file: 'page.css', type: 'text/css; charset=utf-8' },
  { path: '/icon.svg', file: 'icon.svg', type: 'image/svg+xml' },
] as const;

/** Nothing inline, nothing remote; `'self'` covers the socket to the page's own origin too (CSP level 3). */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The chat page, as a gateway serves it. */
export const chatPage = {
  /** The paths it is served under, known without reading a file. */
  paths: FILES.map(({ path }): string => path),
  /** Value of `Content-Security-Policy`. */
  policy: POLICY,
  /** Reads the files, about 200 kB: left to the first request. Rejects where one is missing. */
  async load(): Promise<readonly PageAsset[]> {
    return Promise.all(FILES.map(loadAsset));
  },
};

async function loadAsset({ path, file, type }: (typeof FILES)[number]): Promise<PageAsset> {
  const body = await readFile(join(import.meta.dirname, 'generated', file));
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return { path, type, body, etag: `"${digest}"` };
}
