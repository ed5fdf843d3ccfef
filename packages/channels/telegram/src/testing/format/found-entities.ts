import { type Entity, isCode, sortEntities } from './entity.ts';

type Pattern = { readonly type: string; readonly pattern: RegExp };

const DOMAIN = String.raw`(?:[\p{L}\p{N}_-]+\.)+(?:com|org|net|io|dev|me|ai|app|info|edu|gov|ru|de|uk|fr|co|example)`;

/**
 * What Telegram finds by itself in a text (TDLib `find_entities`), simplified: the usual shapes, with a
 * short list of top-level domains. Order matters: the first match of a stretch wins.
 */
const PATTERNS: readonly Pattern[] = [
  { type: 'url', pattern: /(?<![\p{L}\p{N}_])https?:\/\/[^\s<>"«»]*[^\s<>"«».,:;!?')\]]/giu },
  {
    type: 'email',
    pattern: /(?<![\p{L}\p{N}_.+-])[a-z0-9_.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}(?![\p{L}\p{N}_@])/giu,
  },
  {
    type: 'url',
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}_@.-])${DOMAIN}(?![\p{L}\p{N}_-])(?:\/[^\s<>"]*[^\s<>".,:;!?')\]])?`,
      'giu',
    ),
  },
  { type: 'mention', pattern: /(?<![\p{L}\p{N}_@/])@[a-z0-9_]{3,32}(?![\p{L}\p{N}_@])/giu },
  {
    type: 'bot_command',
    pattern: /(?<![\p{L}\p{N}_/<>])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\p{L}\p{N}_/<>@])/giu,
  },
  { type: 'hashtag', pattern: /(?<![\p{L}\p{N}_#])#(?=[\p{N}_]*\p{L})[\p{L}\p{N}_]{1,256}/gu },
  { type: 'cashtag', pattern: /(?<![\p{L}\p{N}_$])\$[A-Z]{3,8}(?![\p{L}\p{N}_])/gu },
];

/** The entities of a text, those that were given and those that are found; a given one excludes a found one. */
export function withFoundEntities(text: string, given: readonly Entity[]): Entity[] {
  const taken = given.filter(
    (entity) =>
      isCode(entity) || ['text_link', 'text_mention', 'custom_emoji'].includes(entity.type),
  );
  const found: Entity[] = [];
  for (const { type, pattern } of PATTERNS)
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length };
      if (![...taken, ...found].some((other) => overlap(entity, other))) found.push(entity);
    }
  return found.length === 0 ? [...given] : sortEntities([...given, ...found]);
}

function overlap(a: Entity, b: Entity): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}
