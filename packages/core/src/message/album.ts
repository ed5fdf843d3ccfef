import type { AccountRef, InboundEvent } from './message.ts';

/** Pieces that one album has at most; what comes beyond is a message of its own. */
export const MAX_PIECES = 10;

/** One album: what its sender named it, in one conversation. Another sender's of that name is another one. */
export type AlbumRef = AccountRef & {
  readonly address: string;
  readonly identity: string;
  readonly key: string;
};

/**
 * Of which album an event is a piece; undefined for what is a message of its own. What can not be read is
 * one, so that its sender is told.
 */
export function albumOf(event: InboundEvent): AlbumRef | undefined {
  const { album, kind, unsupported, channel, account, conversation, sender } = event;
  if (!album || kind !== 'message' || unsupported !== undefined) return undefined;
  const { address } = conversation;
  return { channel, account, address, identity: sender.identity, key: album.key };
}

/**
 * The one message that an album is: the texts of its pieces, of which usually one has any, and their files.
 * It stands where the first piece stands, turns to us if any of them does, and is as little trusted as the
 * least of them.
 */
export function joinPieces(pieces: readonly InboundEvent[]): InboundEvent {
  const [first] = pieces;
  if (!first) throw new RangeError('An album has a piece.');
  const { album: _a, files: _f, labels: _l, addressed: _d, content, ...rest } = first;
  const addressed = pieces.find((piece) => piece.addressed)?.addressed;
  const quote = pieces.find((piece) => piece.content.quote)?.content.quote;
  const labels = new Set(pieces.flatMap((piece) => piece.labels ?? []));
  const files = pieces.flatMap((piece) => piece.files ?? []);
  const blocks = pieces
    .flatMap((piece) => piece.content.blocks)
    // Read as one text, each begins a line of its own.
    .map((block, index) =>
      index > 0 && block.type === 'text' ? { ...block, text: `\n${block.text}` } : block,
    );
  return {
    ...rest,
    content: { ...content, blocks, ...(quote && { quote }) },
    ...(files.length > 0 && { files }),
    ...(labels.size > 0 && { labels: [...labels] }),
    ...(addressed && { addressed }),
  };
}
