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
