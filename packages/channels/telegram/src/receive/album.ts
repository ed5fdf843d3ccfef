import type { InboundEvent } from '@coderclaw/core';

/** One message of all parts of an album: their texts, which is usually one, and their files. */
export function joinAlbum(eventKey: string, parts: readonly InboundEvent[]): InboundEvent {
  const [first] = parts;
  if (!first) throw new RangeError('An album has a part.');
  const addressed = parts.find((part) => part.addressed)?.addressed;
  return {
    ...first,
    eventKey,
    content: { ...first.content, blocks: parts.flatMap(({ content }) => content.blocks) },
    files: parts.flatMap(({ files = [] }) => files),
    ...(addressed && { addressed }),
  };
}
