import type { TranscriptMessage } from '@coderclaw/protocol';

/**
 * A message on its way. It stays in the outbox until the transcript shows it, and may be sent again
 * until then: the gateway knows it by its key and takes it once.
 */
export type Outgoing = {
  readonly idempotencyKey: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** sending: nobody has answered yet. accepted: the gateway will not lose it. failed: refused. */
  readonly state: 'sending' | 'accepted' | 'failed';
  readonly error?: string;
};

/** Where unsent words survive a reload. The page's is localStorage. */
export type TextStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const PREFIX = 'coderclaw.outbox.';

/** Leaves what the transcript shows by now. */
export function withoutArrived(
  outbox: readonly Outgoing[],
  messages: readonly TranscriptMessage[],
): readonly Outgoing[] {
  if (outbox.length === 0) return outbox;
  const arrived = new Set(messages.map((message) => message.idempotencyKey));
  const left = outbox.filter(({ idempotencyKey }) => !arrived.has(idempotencyKey));
  return left.length === outbox.length ? outbox : left;
}

export function changeOutgoing(
  outbox: readonly Outgoing[],
  idempotencyKey: string,
  change: Partial<Pick<Outgoing, 'state' | 'error'>>,
): readonly Outgoing[] {
  return outbox.map((item) =>
    item.idempotencyKey === idempotencyKey ? { ...item, ...change } : item,
  );
}

/** What an earlier visit left. Everything not refused is sent again, under its key. */
export function loadOutbox(store: TextStore, sessionKey: string): readonly Outgoing[] {
  const text = store.getItem(PREFIX + sessionKey);
  if (text === null) return [];
  try {
    const stored: unknown = JSON.parse(text);
    return Array.isArray(stored) ? stored.filter(isOutgoing).map(toSendAgain) : [];
  } catch {
    // Ignored: what another version of the page wrote cannot be sent; the person still has the chat.
    return [];
  }
}

export function saveOutbox(
  store: TextStore,
  sessionKey: string,
  outbox: readonly Outgoing[],
): void {
  if (outbox.length === 0) store.removeItem(PREFIX + sessionKey);
  else store.setItem(PREFIX + sessionKey, JSON.stringify(outbox));
}

function toSendAgain(item: Outgoing): Outgoing {
  return item.state === 'failed' ? item : { ...item, state: 'sending' };
}

function isOutgoing(value: unknown): value is Outgoing {
  if (typeof value !== 'object' || value === null) return false;
  const item = value as Record<string, unknown>;
  return (
    typeof item.idempotencyKey === 'string' &&
    typeof item.text === 'string' &&
    typeof item.at === 'number'
  );
}
