import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Suggestion } from './completion.ts';

export type CompletionListProps = {
  readonly id: string;
  readonly suggestions: readonly Suggestion[];
  /** Which one is chosen; -1 for none. */
  readonly active: number;
  onActive(index: number): void;
  onTake(suggestion: Suggestion): void;
};

/** What may be typed next, above the field. The focus stays in the field, which names the chosen one. */
export function CompletionList({ id, suggestions, active, onActive, onTake }: CompletionListProps) {
  const chosen = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => chosen.current?.scrollIntoView({ block: 'nearest' }), [active]);
  return (
    <div class="completion" id={id} role="listbox" aria-label="Commands">
      {suggestions.map((suggestion, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field that holds the focus has the keys.
        // biome-ignore lint/a11y/useFocusableInteractive: the field points at it and keeps the focus.
        <div
          key={suggestion.text}
          id={optionId(id, index)}
          ref={index === active ? chosen : null}
          role="option"
          aria-selected={index === active}
          // A press would take the focus out of the field, and a touch keyboard away with it.
          onMouseDown={(event) => event.preventDefault()}
          // Moved, not entered: the list also moves beneath a pointer that rests.
          onMouseMove={() => index !== active && onActive(index)}
          onClick={() => onTake(suggestion)}
        >
          <span class="call">
            <b>{suggestion.label}</b> <span class="args">{suggestion.args}</span>
          </span>
          {suggestion.description && <span class="about">{suggestion.description}</span>}
        </div>
      ))}
    </div>
  );
}

export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}
