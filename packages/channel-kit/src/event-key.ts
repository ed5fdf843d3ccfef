import type { MessageKind } from '@coderclaw/core';

export type EventKeyFacts = {
  readonly kind: MessageKind;
  /** The conversation's platform id. */
  readonly conversation: string;
  readonly messageId: string;
  /** Counts or dates the edits of one message; left out for the message itself. */
  readonly version?: string | number;
};

/**
 * The key of a platform event that has no id of its own. Different facts never make the same key,
 * whatever characters they hold: each field is percent-encoded and `/` stands between them.
 */
export function formatEventKey({ kind, conversation, messageId, version }: EventKeyFacts): string {
  return formatKey([
    kind,
    conversation,
    messageId,
    ...(version === undefined ? [] : [String(version)]),
  ]);
}

/** Joins fields so that different lists never make the same text. Lone surrogates count as U+FFFD. */
export function formatKey(fields: readonly string[]): string {
  return fields.map((field) => encodeURIComponent(field.toWellFormed())).join('/');
}
