import type { Entity } from './entity.ts';

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'tg:', 'ton:', 'tonsite:']);

/**
 * What a link becomes: `tg://user?id=…` a text_mention, an acceptable address a text_link, anything else
 * nothing: TDLib's `get_checked_link` drops it without a word and keeps the text.
 */
export function linkEntity(
  address: string,
  range: { readonly offset: number; readonly length: number },
): Entity | undefined {
  const userId = /^tg:(?:\/\/)?user\?id=(\d+)$/iu.exec(address.trim())?.[1];
  if (userId)
    return {
      type: 'text_mention',
      ...range,
      user: { id: Number(userId), is_bot: false, first_name: '' },
    };
  const url = checkedLink(address.trim());
  return url === undefined ? undefined : { type: 'text_link', ...range, url };
}

/** The address in the form in which Telegram keeps it: with a scheme, and `/` behind a bare host. */
function checkedLink(address: string): string | undefined {
  const full = /^[a-z][a-z0-9+.-]*:/iu.test(address) ? address : `http://${address}`;
  if (address === '' || /\s/u.test(address) || !URL.canParse(full)) return undefined;
  const { protocol, hostname, href } = new URL(full);
  if (!SCHEMES.has(protocol)) return undefined;
  if (protocol !== 'http:' && protocol !== 'https:') return full;
  if (!hostname.includes('.') && !hostname.startsWith('[')) return undefined;
  return href;
}
