/** How much of the beginning a type is told by: what the detectors' authors recommend. */
export const SNIFFED_BYTES = 4_100;

/** What bytes are when they show nothing. */
const UNKNOWN = 'application/octet-stream';
const TEXT = 'text/plain';
/** Formats that may be written in text alone. Any other that begins like text is taken for text: `BMW …` is no bitmap. */
const TEXT_FORMATS = /^(?:text\/(?:calendar|vcard|vtt)|application\/(?:pdf|rtf|postscript))$/u;
/** Markup is never an image, nor a page: who is shown one would run what stands in it. */
const MARKUP = /[/+](?:xml|svg|html)/u;
/** Control characters that file(1) accepts in text: bell to tab, line feed, form feed, return, escape. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([7, 8, 9, 10, 12, 13, 27]);

/**
 * The type that the beginning of a file shows, without parameters. `head` holds its first
 * {@link SNIFFED_BYTES}, or all of it: whatever the bytes claim, no more is ever looked at.
 * Contract: the same head gives the same type, and no head makes it reject.
 */
export async function sniffType(head: Uint8Array): Promise<string> {
  const found = await detect(head);
  if (isText(head)) return found !== null && TEXT_FORMATS.test(found) ? found : TEXT;
  return found === null || MARKUP.test(found) ? UNKNOWN : found;
}

async function detect(head: Uint8Array): Promise<string | null> {
  if (isTiff(head)) return 'image/tiff';
  // 7 MB that most processes never need.
  const { fileTypeFromBuffer } = await import('file-type');
  try {
    const found = await fileTypeFromBuffer(head);
    return found?.mime.split(';', 1)[0] ?? null;
  } catch {
    // Ignored: bytes that confuse a detector show nothing.
    return null;
  }
}

/** The detector would look for a TIFF's directory, which mostly stands at the end of the file. */
function isTiff(head: Uint8Array): boolean {
  const [a, b, c, d] = head;
  return (
    (a === 0x49 && b === 0x49 && c === 42 && d === 0) || (a === 77 && b === 77 && !c && d === 42)
  );
}

function isText(head: Uint8Array): boolean {
  if (head.length === 0) return false;
  if (head.some((byte) => (byte < 32 && !TEXT_CONTROLS.has(byte)) || byte === 127)) return false;
  try {
    // A character that is cut off by the end of the head does not count.
    new TextDecoder('utf-8', { fatal: true }).decode(head, {
      stream: head.length >= SNIFFED_BYTES,
    });
    return true;
  } catch {
    // Ignored: that is the answer.
    return false;
  }
}
