import type { TextStore } from './outbox.ts';

const PREFIX = 'coderclaw.draft.';

/** Words that were typed in a session and not sent. */
export function loadDraft(store: TextStore, sessionKey: string): string {
  return store.getItem(PREFIX + sessionKey) ?? '';
}

export function saveDraft(store: TextStore, sessionKey: string, text: string): void {
  if (text === '') store.removeItem(PREFIX + sessionKey);
  else store.setItem(PREFIX + sessionKey, text);
}
