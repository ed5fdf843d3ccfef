import type { TranscriptMessage } from '@coderclaw/protocol';
import { memo } from 'preact/compat';
import { Markdown } from '../markdown/markdown-view.tsx';
import { CopyButton } from '../view/copy-button.tsx';
import { Icon, type IconName } from '../view/icon.tsx';
import { formatTime, formatUsage } from './format.ts';
import type { Outgoing } from './outbox.ts';
import { sameItem, summariseArgs, type ToolState, type TranscriptItem } from './transcript-item.ts';

type ItemViewProps = {
  readonly item: TranscriptItem;
  /** Says what stands on a pressed button, as if it had been typed. */
  onSay(text: string): void;
};

/** One committed item; drawn again only when it changed. */
export const ItemView = memo(
  function ItemView({ item, onSay }: ItemViewProps) {
    switch (item.kind) {
      case 'user':
        return <UserMessage text={item.text} at={item.at} />;
      case 'answer':
        return <Answer item={item} onSay={onSay} />;
      case 'tool':
        return <ToolCard {...item} />;
      case 'notice':
        return <p class="notice">{item.text}</p>;
      case 'command':
        return <CommandAnswer {...item} onSay={onSay} />;
    }
  },
  (before, after) => sameItem(before.item, after.item),
);

function UserMessage({ text, at }: { readonly text: string; readonly at: number }) {
  return (
    <article class="user" aria-label="You">
      <div class="bubble">{text}</div>
      <time dateTime={new Date(at).toISOString()}>{formatTime(at)}</time>
    </article>
  );
}

type CommandAnswerProps = Extract<TranscriptItem, { kind: 'command' }> &
  Pick<ItemViewProps, 'onSay'>;

/** A command and the gateway's own answer: no model has seen either. */
function CommandAnswer({ call, text, at, buttons = [], onSay }: CommandAnswerProps) {
  return (
    <>
      <article class="user" aria-label="You">
        <div class="bubble command">{call}</div>
      </article>
      <article class="gateway" aria-label="Gateway">
        <Markdown text={text} />
        <Buttons rows={buttons} onSay={onSay} />
        <footer>
          <span>Gateway</span>
          <time dateTime={new Date(at).toISOString()}>{formatTime(at)}</time>
        </footer>
      </article>
    </>
  );
}

type ButtonsProps = Pick<ItemViewProps, 'onSay'> & {
  readonly rows: NonNullable<TranscriptMessage['buttons']>;
};

function Buttons({ rows, onSay }: ButtonsProps) {
  if (rows.length === 0) return null;
  return (
    <div class="buttons">
      {rows.map((row, index) => (
        <div key={index}>
          {row.map(({ label, value }) => (
            <button key={value} type="button" title={value} onClick={() => onSay(value)}>
              {label}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

type AnswerProps = Pick<ItemViewProps, 'onSay'> & {
  readonly item: Extract<TranscriptItem, { kind: 'answer' }>;
};

function Answer({ item, onSay }: AnswerProps) {
  const usage = formatUsage(item.usage);
  return (
    <article class="answer" aria-label="Agent">
      {item.thinking && <Thinking text={item.thinking} />}
      {item.text && <Markdown text={item.text} />}
      {item.error && (
        <p class="problem" role="alert">
          <Icon name="alert" />
          {item.error}
        </p>
      )}
      <Buttons rows={item.buttons ?? []} onSay={onSay} />
      {item.text && !item.goesOn && (
        <footer>
          <CopyButton text={item.text} />
          <time dateTime={new Date(item.at).toISOString()}>{formatTime(item.at)}</time>
          {item.model && <span>{item.model}</span>}
          {usage && <span>{usage}</span>}
        </footer>
      )}
    </article>
  );
}

export function Thinking({
  text,
  open = false,
}: {
  readonly text: string;
  readonly open?: boolean;
}) {
  return (
    <details class="thinking" open={open}>
      <summary>
        <Icon name="chevron" />
        Thinking
      </summary>
      <div class="plain">{text}</div>
    </details>
  );
}

const TOOL_STATES: Readonly<
  Record<ToolState, { readonly icon: IconName | null; readonly label: string }>
> = {
  running: { icon: null, label: 'running' },
  done: { icon: 'check', label: 'done' },
  error: { icon: 'close', label: 'failed' },
  unknown: { icon: 'unknown', label: 'outcome unknown' },
};

export type ToolCardProps = {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>> | undefined;
  readonly state: ToolState;
  readonly result: string;
};

export function ToolCard({ name, args, state, result }: ToolCardProps) {
  const { icon, label } = TOOL_STATES[state];
  const hasArgs = args !== undefined && Object.keys(args).length > 0;
  return (
    <details class={`tool ${state}`}>
      <summary>
        <span class="state">{icon ? <Icon name={icon} /> : <span class="spinner" />}</span>
        <span class="name">{name}</span>
        <span class="args">{summariseArgs(args)}</span>
        <span class="label">{label}</span>
        <Icon name="chevron" />
      </summary>
      {hasArgs && <pre>{JSON.stringify(args, null, 2)}</pre>}
      {result ? (
        <pre>{result}</pre>
      ) : (
        <p>{state === 'running' ? 'No result yet.' : 'No output.'}</p>
      )}
    </details>
  );
}

export type OutgoingMessageProps = {
  readonly item: Outgoing;
  /** Whether a run that is under way takes it up later. */
  readonly waits: boolean;
  readonly connected: boolean;
  onResend(): void;
  onWithdraw(): void;
};

/** A message that the transcript does not show yet. */
export function OutgoingMessage({
  item,
  waits,
  connected,
  onResend,
  onWithdraw,
}: OutgoingMessageProps) {
  return (
    <article class={`user ${item.state}`} aria-label="You">
      <div class="bubble">{item.text}</div>
      {item.state === 'failed' ? (
        <p class="problem" role="alert">
          <Icon name="alert" />
          Not sent: {item.error}
          <button type="button" onClick={onResend}>
            Retry
          </button>
          <button type="button" onClick={onWithdraw}>
            Edit
          </button>
        </p>
      ) : (
        <small>{outgoingText(item, waits, connected)}</small>
      )}
    </article>
  );
}

function outgoingText(item: Outgoing, waits: boolean, connected: boolean): string {
  if (item.state === 'sending')
    return connected ? 'Sending …' : 'Will be sent when the gateway is back';
  return waits ? 'Queued: the agent reads it at its next step' : 'Sent';
}
