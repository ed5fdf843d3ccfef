import type { FileBlock, TextBlock, UserContent } from './content.ts';
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
  const blocks = toLines(pieces.flatMap((piece) => piece.content.blocks));
  return {
    ...rest,
    content: { ...content, blocks, ...(quote && { quote }) },
    ...(files.length > 0 && { files }),
    ...(labels.size > 0 && { labels: [...labels] }),
    ...(addressed && { addressed }),
  };
}

/** How many blocks of its message are those of one piece. */
export type PieceShare = { readonly texts: number; readonly files: number };

/** What one piece is in its message. */
export type PieceContent = {
  readonly texts: readonly TextBlock[];
  readonly files: readonly FileBlock[];
};

/** What the piece at `index` is in the message of its album; `shares` are those of all its pieces, in their order. */
export function pieceIn(
  content: UserContent,
  shares: readonly PieceShare[],
  index: number,
): PieceContent {
  const { texts, files } = partsOf(content);
  const { start, end } = rangeOf(shares, index);
  return {
    texts: texts.slice(start.texts, end.texts),
    files: files.slice(start.files, end.files),
  };
}

/** The message of an album with `piece` in the place of the one at `index`; the others stay as they are. */
export function replacePiece(
  content: UserContent,
  shares: readonly PieceShare[],
  index: number,
  piece: PieceContent,
): UserContent {
  const { texts, files, others } = partsOf(content);
  const { start, end } = rangeOf(shares, index);
  const blocks = [
    ...toLines(texts.toSpliced(start.texts, end.texts - start.texts, ...piece.texts)),
    ...others,
    ...files.toSpliced(start.files, end.files - start.files, ...piece.files),
  ];
  return { ...content, blocks };
}

type Block = UserContent['blocks'][number];

/** Read as one text, each begins a line of its own. */
function toLines(blocks: readonly Block[]): readonly Block[] {
  const first = blocks.findIndex(({ type }) => type === 'text');
  return blocks.map((block, index) =>
    block.type === 'text' && index > first ? { ...block, text: `\n${block.text}` } : block,
  );
}

/** The blocks of a message by their kinds; its texts as they were before they became lines. */
function partsOf({ blocks }: UserContent): PieceContent & { readonly others: readonly Block[] } {
  const texts = blocks
    .filter((block) => block.type === 'text')
    .map((block, index) =>
      index > 0 && block.text.startsWith('\n') ? { ...block, text: block.text.slice(1) } : block,
    );
  const files = blocks.filter((block) => block.type === 'file');
  return { texts, files, others: blocks.filter(({ type }) => type !== 'text' && type !== 'file') };
}

function rangeOf(
  shares: readonly PieceShare[],
  index: number,
): { readonly start: PieceShare; readonly end: PieceShare } {
  return { start: sumOf(shares.slice(0, index)), end: sumOf(shares.slice(0, index + 1)) };
}

function sumOf(shares: readonly PieceShare[]): PieceShare {
  let sum: PieceShare = { texts: 0, files: 0 };
  for (const { texts, files } of shares)
    sum = { texts: sum.texts + texts, files: sum.files + files };
  return sum;
}
