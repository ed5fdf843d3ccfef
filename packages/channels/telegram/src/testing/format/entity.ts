import type { User } from 'grammy/types';

/** One entity while it is being worked on; offsets and lengths in UTF-16 units. */
export type Entity = {
  type: string;
  offset: number;
  length: number;
  url?: string;
  user?: User;
  language?: string;
  custom_emoji_id?: string;
};

/** A text with its entities. */
export type FormattedText = { readonly text: string; readonly entities: readonly Entity[] };

/** These may be cut in pieces and merged; TDLib calls them splittable. */
const SPLITTABLE: ReadonlySet<string> = new Set([
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
]);

export const isSplittable = ({ type }: Entity): boolean => SPLITTABLE.has(type);
export const isBlockquote = ({ type }: Entity): boolean => type.endsWith('blockquote');
export const isCode = ({ type }: Entity): boolean => type === 'code' || type === 'pre';

/** TDLib's `get_type_priority`: which of two entities with the same range is the outer one. */
const PRIORITY: readonly string[] = [
  'blockquote',
  'expandable_blockquote',
  'spoiler',
  'bold',
  'italic',
  'underline',
  'strikethrough',
];

/** The order in which entities are stored: by offset, the longer first, the outer first. */
export function sortEntities<T extends Entity>(entities: readonly T[]): T[] {
  const priority = ({ type }: Entity) => {
    const index = PRIORITY.indexOf(type);
    return index < 0 ? PRIORITY.length : index;
  };
  return [...entities].sort(
    (a, b) => a.offset - b.offset || b.length - a.length || priority(a) - priority(b),
  );
}
