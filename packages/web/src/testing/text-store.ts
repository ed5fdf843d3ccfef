import type { TextStore } from '../page/chat/outbox.ts';

/** localStorage in memory. */
export function createTextStore(): TextStore {
  const texts = new Map<string, string>();
  return {
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
    removeItem: (key) => void texts.delete(key),
  };
}
