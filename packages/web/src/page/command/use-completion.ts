import type { Command } from '@coderclaw/protocol';
import type { Signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { completeDraft, isTyped, type Suggestion } from './completion.ts';

export type OpenCompletion = {
  /** Empty while there is nothing to suggest. */
  readonly suggestions: readonly Suggestion[];
  readonly active: number;
  choose(index: number): void;
  take(suggestion: Suggestion): void;
  /** Closes the list until something else is typed. */
  dismiss(): void;
  /** Whether the list was meant by a key; the field has no part in it then. */
  press(event: KeyboardEvent): boolean;
};

/** What the draft may become, and which of it is chosen. */
export function useCompletion(draft: Signal<string>, commands: readonly Command[]): OpenCompletion {
  const text = draft.value;
  const [dismissed, setDismissed] = useState('');
  const [choice, setChoice] = useState({ text: '', index: 0 });
  const completion = text === dismissed ? null : completeDraft(text, commands);
  const suggestions = completion?.suggestions ?? [];
  // What was chosen among other suggestions is no choice among these.
  const active = choice.text === text ? choice.index : (completion?.first ?? -1);

  const choose = (index: number) => setChoice({ text, index });
  const dismiss = () => setDismissed(text);
  const take = (suggestion: Suggestion) => {
    draft.value = suggestion.text;
    // What is complete needs no list any more; after a name, what may follow is suggested.
    setDismissed(suggestion.text.endsWith(' ') ? '' : suggestion.text);
  };
  const press = ({ key, shiftKey }: KeyboardEvent): boolean => {
    if (suggestions.length === 0) return false;
    const chosen = suggestions[active];
    switch (key) {
      case 'ArrowDown':
        choose((active + 1) % suggestions.length);
        return true;
      case 'ArrowUp':
        choose((Math.max(active, 0) - 1 + suggestions.length) % suggestions.length);
        return true;
      case 'Escape':
        dismiss();
        return true;
      case 'Tab':
        if (shiftKey || !chosen) return false;
        take(chosen);
        return true;
      case 'Enter':
        if (shiftKey || !chosen || isTyped(text, chosen)) return false;
        take(chosen);
        return true;
      default:
        return false;
    }
  };
  return { suggestions, active, choose, take, dismiss, press };
}
