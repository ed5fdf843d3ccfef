import type { MessageEntity } from 'grammy/types';

/**
 * A text with those of its entities written out that carry a meaning beside their looks: links behind
 * words, and code. Entities count in UTF-16 units; those that overlap or lie outside are left alone.
 */
export function writeEntities(text: string, entities: readonly MessageEntity[]): string {
  let written = '';
  let end = 0;
  const wanted = entities
    .filter(({ type }) => type === 'text_link' || type === 'code' || type === 'pre')
    .toSorted((one, other) => one.offset - other.offset);
  for (const entity of wanted) {
    const { offset, length } = entity;
    if (offset < end || length <= 0 || offset + length > text.length) continue;
    written += text.slice(end, offset) + writeEntity(entity, text.slice(offset, offset + length));
    end = offset + length;
  }
  return written + text.slice(end);
}

function writeEntity(entity: MessageEntity, inside: string): string {
  if (entity.type === 'text_link') return `[${inside}](${entity.url})`;
  if (entity.type === 'pre')
    return `${fence(inside)}${entity.language ?? ''}\n${inside}\n${fence(inside)}`;
  return inside.includes('`') ? inside : `\`${inside}\``;
}

/** Longer than every run of its mark inside. */
function fence(inside: string): string {
  const longest = Math.max(0, ...(inside.match(/`+/gu) ?? []).map(({ length }) => length));
  return '`'.repeat(Math.max(3, longest + 1));
}
