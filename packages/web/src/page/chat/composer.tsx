import { type Signal, useComputed } from '@preact/signals';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { CommandList } from '../command/command-list.ts';
import { CompletionList, optionId } from '../command/completion-list.tsx';
import { useCompletion } from '../command/use-completion.ts';
import { Icon } from '../view/icon.tsx';
import type { Chat } from './chat.ts';
import { saveDraft } from './draft.ts';
import type { TextStore } from './outbox.ts';

const TALLEST_PX = 240;

export type ComposerProps = {
  readonly chat: Chat;
  /** The words typed so far; changed from outside by a suggestion or an edit. */
  readonly draft: Signal<string>;
  readonly store: TextStore;
  readonly commands: CommandList;
};

/** Where a message is written. Enter sends, Shift+Enter begins a line, Escape stops the run. */
export function Composer({ chat, draft, store, commands }: ComposerProps) {
  const running = useComputed(() => chat.transcript.value.live !== null).value;
  const text = draft.value;

  const field = useGrowingField(text);
  const listId = useId();
  const completion = useCompletion(draft, commands.commands.value);
  useEffect(() => saveDraft(store, chat.sessionKey, text), [text]);

  const send = () => {
    if (text.trim() === '') return;
    chat.send(text.trim());
    draft.value = '';
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (completion.press(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Escape' && running) void chat.stop();
    if (event.key !== 'Enter' || event.shiftKey || isTouch()) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {completion.suggestions.length > 0 && (
        <CompletionList
          id={listId}
          suggestions={completion.suggestions}
          active={completion.active}
          onActive={completion.choose}
          onTake={completion.take}
        />
      )}
      <p class="visually-hidden" aria-live="polite">
        {suggestionCount(completion.suggestions.length)}
      </p>
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          value={text}
          aria-label="Message"
          {...pointAtList(completion, listId)}
          placeholder={running ? 'Steer the agent …' : 'Write to the agent …'}
          onInput={(event) => {
            draft.value = event.currentTarget.value;
          }}
          onBlur={completion.dismiss}
          onKeyDown={onKeyDown}
        />
        {running && (
          <button
            type="button"
            class="round stop"
            aria-label="Stop"
            title="Stop (Esc)"
            onClick={() => void chat.stop()}
          >
            <Icon name="stop" />
          </button>
        )}
        <button
          type="submit"
          class="round send"
          aria-label="Send"
          title="Send (Enter)"
          disabled={text.trim() === ''}
        >
          <Icon name="arrowUp" />
        </button>
      </div>
      {chat.problem.value && (
        <p class="problem" role="alert">
          <Icon name="alert" />
          {chat.problem.value}
        </p>
      )}
    </form>
  );
}

type Listed = { readonly suggestions: readonly unknown[]; readonly active: number };

/** A textarea may not be a combobox; it may tell of its list as one does. */
function pointAtList({ suggestions, active }: Listed, listId: string) {
  if (suggestions.length === 0) return {};
  return {
    'aria-autocomplete': 'list',
    'aria-haspopup': 'listbox',
    'aria-controls': listId,
    ...(active >= 0 && { 'aria-activedescendant': optionId(listId, active) }),
  } as const;
}

function suggestionCount(count: number): string {
  return count === 0 ? '' : `${count} ${count === 1 ? 'suggestion' : 'suggestions'}`;
}

/** As tall as its text, up to a limit; takes the focus where that opens no keyboard over the page. */
function useGrowingField(text: string) {
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, TALLEST_PX)}px`;
  }, [text]);
  useLayoutEffect(() => {
    if (!isTouch()) field.current?.focus();
  }, []);
  return field;
}

/** On a touch keyboard Enter can only mean a new line. */
function isTouch(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}
