import { useComputed } from '@preact/signals';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Markdown } from '../markdown/markdown-view.tsx';
import { Icon } from '../view/icon.tsx';
import type { Chat } from './chat.ts';
import { ItemView, OutgoingMessage, Thinking, ToolCard } from './item-view.tsx';
import type { Failure, LiveRun } from './transcript.ts';
import { findRetry, listItems, openFailures } from './transcript-item.ts';

/** How near to its end a transcript must be, in pixels, for new text to keep it there. */
const NEAR_END = 48;

const SUGGESTIONS = [
  'What can you do here?',
  'List the files in your workspace.',
  'Write a short README for this workspace.',
];

export type TranscriptViewProps = {
  readonly chat: Chat;
  readonly connected: boolean;
  onWrite(text: string): void;
};

/** The session's transcript. It follows the answer being written until the reader scrolls away. */
export function TranscriptView({ chat, connected, onWrite }: TranscriptViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [away, setAway] = useState(false);

  const toEnd = () => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => following.current && toEnd());
    if (content.current) observer.observe(content.current);
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = scroller.current as HTMLDivElement;
    following.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
    setAway(!following.current);
  };

  return (
    <div class="transcript">
      <div class="scroller" ref={scroller} onScroll={onScroll}>
        <div class="column" ref={content} role="log" aria-live="off" aria-label="Conversation">
          <Older chat={chat} scroller={scroller} />
          <Empty chat={chat} onWrite={onWrite} />
          <Committed chat={chat} />
          <UnderWay chat={chat} connected={connected} onWrite={onWrite} />
        </div>
      </div>
      {away && (
        <button type="button" class="latest" onClick={toEnd}>
          <Icon name="arrowDown" />
          Jump to latest
        </button>
      )}
    </div>
  );
}

/** Keeps the line that is being read where it is while older ones appear above it. */
function Older({
  chat,
  scroller,
}: {
  readonly chat: Chat;
  readonly scroller: { current: HTMLElement | null };
}) {
  const more = useComputed(() => chat.transcript.value.olderOffset !== null).value;
  const [loading, setLoading] = useState(false);
  if (!more) return null;
  const load = async () => {
    setLoading(true);
    const first = scroller.current?.querySelector('article, .tool');
    const before = first?.getBoundingClientRect().top ?? 0;
    await chat.loadOlder();
    setLoading(false);
    requestAnimationFrame(() => {
      const moved = (first?.getBoundingClientRect().top ?? 0) - before;
      scroller.current?.scrollBy({ top: moved, behavior: 'instant' });
    });
  };
  return (
    <button type="button" class="older" disabled={loading} onClick={() => void load()}>
      {loading ? 'Loading …' : 'Show earlier messages'}
    </button>
  );
}

function Empty({ chat, onWrite }: { readonly chat: Chat; onWrite(text: string): void }) {
  const { loaded, messages, live } = chat.transcript.value;
  if (!loaded || messages.length > 0 || live || chat.outbox.value.length > 0) return null;
  return (
    <section class="empty">
      <h2>What shall we work on?</h2>
      <p>The agent reads and writes files in its workspace. Everything said here is kept.</p>
      <div class="suggestions">
        {SUGGESTIONS.map((text) => (
          <button type="button" key={text} onClick={() => onWrite(text)}>
            {text}
          </button>
        ))}
      </div>
    </section>
  );
}

/** Apart from what is under way, so that a growing answer does not touch a long transcript. */
function Committed({ chat }: { readonly chat: Chat }) {
  const messages = useComputed(() => chat.transcript.value.messages);
  const liveRunId = useComputed(() => chat.transcript.value.live?.runId ?? null);
  const items = useComputed(() => listItems(messages.value, liveRunId.value));
  return (
    <>
      {items.value.map((item) => (
        <ItemView key={item.key} item={item} onSay={(text) => chat.send(text)} />
      ))}
    </>
  );
}

function UnderWay({ chat, connected, onWrite }: TranscriptViewProps) {
  const { live, failures, messages } = chat.transcript.value;
  const outgoing = chat.outbox.value.map((item) => (
    <OutgoingMessage
      key={item.idempotencyKey}
      item={item}
      waits={live !== null && live.runId !== item.idempotencyKey}
      connected={connected}
      onResend={() => chat.resend(item.idempotencyKey)}
      onWithdraw={() => onWrite(chat.withdraw(item.idempotencyKey))}
    />
  ));
  const begun = chat.outbox.value.findIndex((item) => item.idempotencyKey === live?.runId) + 1;
  const retry = outgoing.length === 0 ? findRetry(chat.transcript.value) : null;
  return (
    <>
      {openFailures(failures, messages).map((failure) => (
        <FailureLine key={failure.runId} failure={failure} />
      ))}
      {retry !== null && (
        <button type="button" class="again" onClick={() => chat.send(retry)}>
          <Icon name="retry" />
          Try again
        </button>
      )}
      {outgoing.slice(0, begun)}
      {live && (
        <Live live={live} shown={messages.flatMap(({ content }) => content).flatMap(idOfCall)} />
      )}
      {outgoing.slice(begun)}
      <p class="visually-hidden" aria-live="polite">
        {live ? 'The agent is working.' : ''}
      </p>
    </>
  );
}

function idOfCall(block: { readonly type: string; readonly id?: string }): readonly string[] {
  return block.type === 'toolCall' && block.id ? [block.id] : [];
}

/** `shown`: the tool calls that are committed, and drawn with their entry. */
function Live({ live, shown }: { readonly live: LiveRun; readonly shown: readonly string[] }) {
  const tools = live.tools.filter(({ toolCallId }) => !shown.includes(toolCallId));
  return (
    <article class="answer live" aria-label="Agent" aria-busy="true">
      {live.thinking && <Thinking text={live.thinking} />}
      {live.text && <Markdown text={live.text} />}
      {tools.map((tool) => (
        <ToolCard
          key={tool.toolCallId}
          name={tool.name}
          args={tool.args}
          state="running"
          result=""
        />
      ))}
      <p class="working">
        <span class="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        {live.waiting
          ? 'Waiting'
          : (live.note ?? (live.text || tools.length > 0 ? '' : 'Thinking'))}
      </p>
    </article>
  );
}

function FailureLine({ failure }: { readonly failure: Failure }) {
  return (
    <p class={failure.end === 'aborted' ? 'notice' : 'problem'} role="status">
      {failure.end === 'error' && <Icon name="alert" />}
      {failure.message}
    </p>
  );
}
