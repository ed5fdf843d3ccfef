import {
  THINKING_LEVELS,
  type ThinkingLevel,
  VERBOSE_LEVELS,
  type VerboseLevel,
} from '@coderclaw/core';
import { WireError } from '@coderclaw/protocol';

/** Words that a client chose from a closed list that its schema leaves open. */
function choose<Word extends string>(what: string, text: string, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === text);
  if (word) return word;
  throw new WireError('INVALID_REQUEST', `${what} must be one of ${words.join(', ')}`);
}

export function thinkingLevel(text: string): ThinkingLevel {
  return choose('thinking', text, THINKING_LEVELS);
}

export function verboseLevel(text: string): VerboseLevel {
  return choose('verboseLevel', text, VERBOSE_LEVELS);
}

/** What could forge a line, act on a terminal or turn the text around it; joiners stay, emoji are made with them. */
const UNSEEMLY = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/u;

/** A name that a person gave, fit to stand in a list beside others. */
export function labelText(text: string): string {
  if (!UNSEEMLY.test(text)) return text;
  throw new WireError('INVALID_REQUEST', 'label has a control or text direction character');
}
