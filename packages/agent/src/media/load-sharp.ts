export type Sharp = typeof import('sharp')['default'];

/** Everything else that libvips can read (SVG, PDF, raw …) stays shut: hostile bytes choose their own reader. */
const READERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'].flatMap((format) => [
  `VipsForeignLoad${format}File`,
  `VipsForeignLoad${format}Buffer`,
]);

/**
 * Loads the image converter; null where it is not installed. One image at a time on one thread, and nothing
 * kept afterwards: memory goes back.
 */
export async function loadSharp(): Promise<Sharp | null> {
  let sharp: Sharp;
  try {
    ({ default: sharp } = await import('sharp'));
  } catch {
    // Ignored: it is optional, and whoever asked says so.
    return null;
  }
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: READERS });
  return sharp;
}
