import {
  type Entity,
  type FormattedText,
  isBlockquote,
  isCode,
  isSplittable,
  sortEntities,
} from './entity.ts';

/** “At most 100 entities”: the servers keep the first and drop the rest. core.telegram.org/bots/api#formatting-options */
export const MAX_ENTITIES = 100;

/**
 * What the platform does to every text before it keeps it (TDLib `fix_formatted_text`): control
 * characters become spaces, carriage returns and odd separators vanish, entities lose surrounding
 * whitespace, the text is trimmed, entities that can not live together are dropped, cut or merged.
 * The result may be empty.
 */
export function tidyText({ text, entities }: FormattedText): FormattedText {
  const clean = removeCharacters({ text: blankControls(text), entities });
  return trim({
    text: clean.text,
    entities: settle(clean.entities.map((entity) => shrink(entity, clean.text))),
  });
}

function blankControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) =>
    control >= ' ' || control === '\n' || control === '\r' ? control : ' ',
  );
}

/** `\r`, U+2028–U+202E and three combining vertical lines are taken out (`clean_input_string`). */
const REMOVED = /[\r\u2028-\u202e]|\u0333|\u033f|\u030a/gu;

function removeCharacters({ text, entities }: FormattedText): FormattedText {
  const positions = [...text.matchAll(REMOVED)].map(({ index }) => index);
  if (positions.length === 0) return { text, entities };
  const moved = (offset: number) => offset - positions.filter((at) => at < offset).length;
  return {
    text: text.replace(REMOVED, ''),
    entities: entities.map((entity) => {
      const offset = moved(entity.offset);
      return { ...entity, offset, length: moved(entity.offset + entity.length) - offset };
    }),
  };
}

/** An entity does not begin with whitespace, and one of nothing but whitespace is none. */
function shrink(entity: Entity, text: string): Entity {
  const covered = text.slice(entity.offset, entity.offset + entity.length);
  if (covered.trim() === '' && !/\S/u.test(covered)) return { ...entity, length: 0 };
  const leading = /^[ \n]*/u.exec(covered)![0].length;
  return { ...entity, offset: entity.offset + leading, length: entity.length - leading };
}

function trim({ text, entities }: FormattedText): FormattedText {
  const end = text.replace(/[ \n]+$/u, '').length;
  const begin = /^[ \n]*/u.exec(text.slice(0, end))![0].length;
  return {
    text: text.slice(begin, end),
    entities: entities
      .map((entity) => ({
        ...entity,
        offset: entity.offset - begin,
        length: Math.min(entity.offset + entity.length, end) - entity.offset,
      }))
      .filter(({ length }) => length > 0)
      .slice(0, MAX_ENTITIES),
  };
}

/**
 * TDLib's `fix_entities`: links, mentions and code exclude each other (the first wins), nothing lies in
 * code, emphasis is merged with its like and cut where code begins.
 */
function settle(entities: readonly Entity[]): Entity[] {
  const sorted = sortEntities(entities.filter(({ length }) => length > 0));
  const blockquotes = withoutOverlap(sorted.filter(isBlockquote));
  const continuous = withoutOverlap(
    sorted.filter((entity) => !isSplittable(entity) && !isBlockquote(entity)),
  );
  const borders = [...continuous, ...blockquotes];
  const pieces = mergeLikes(sorted.filter(isSplittable)).flatMap((entity) =>
    cutAt(entity, borders),
  );
  return sortEntities([...blockquotes, ...continuous, ...pieces]);
}

function withoutOverlap(sorted: readonly Entity[]): Entity[] {
  const kept: Entity[] = [];
  for (const entity of sorted) {
    const last = kept.at(-1);
    if (!last || entity.offset >= last.offset + last.length) kept.push(entity);
  }
  return kept;
}

/** Two stretches of the same emphasis that touch or overlap are one. */
function mergeLikes(sorted: readonly Entity[]): Entity[] {
  const merged = new Map<string, Entity[]>();
  for (const entity of sorted) {
    const likes = merged.get(entity.type) ?? [];
    merged.set(entity.type, likes);
    const last = likes.at(-1);
    if (last && entity.offset <= last.offset + last.length)
      last.length = Math.max(last.length, entity.offset + entity.length - last.offset);
    else likes.push({ ...entity });
  }
  return [...merged.values()].flat();
}

/** Cuts emphasis where another entity begins or ends inside it; the piece within code is dropped. */
function cutAt(entity: Entity, borders: readonly Entity[]): Entity[] {
  const end = entity.offset + entity.length;
  const touching = borders.filter(
    (border) => border.offset < end && border.offset + border.length > entity.offset,
  );
  const crossing = touching.filter(
    (border) =>
      isCode(border) || border.offset < entity.offset !== border.offset + border.length > end,
  );
  const cuts = crossing
    .filter((border) => isCode(border) || !contains(border, entity))
    .flatMap(({ offset, length }) => [offset, offset + length])
    .filter((cut) => cut > entity.offset && cut < end);
  const points = [entity.offset, ...new Set(cuts), end].sort((a, b) => a - b);
  return points
    .slice(0, -1)
    .map((offset, index) => ({ ...entity, offset, length: points[index + 1]! - offset }))
    .filter((piece) => !touching.some((border) => isCode(border) && contains(border, piece)));
}

function contains(outer: Entity, inner: Entity): boolean {
  return outer.offset <= inner.offset && outer.offset + outer.length >= inner.offset + inner.length;
}
