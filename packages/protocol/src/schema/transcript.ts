import Type, { type Static } from 'typebox';
import { AnyRecord, Count, closed, Instant, optional, Text } from './scalar.ts';

/** Tokens as the provider counted them; cost in millionths of a US dollar, 0 where unknown. */
export const Usage = closed({
  input: Count,
  output: Count,
  cacheRead: Count,
  cacheWrite: Count,
  costMicros: Count,
});
export type Usage = Static<typeof Usage>;

export const TextBlock = closed({ type: Type.Literal('text'), text: Type.String() });
export const ThinkingBlock = closed({ type: Type.Literal('thinking'), thinking: Type.String() });
export const ImageBlock = closed({
  type: Type.Literal('image'),
  mimeType: Text,
  data: Type.String(),
});
export const ToolCallBlock = closed({
  type: Type.Literal('toolCall'),
  id: Text,
  name: Text,
  arguments: AnyRecord,
});
export const ContentBlock = Type.Union([TextBlock, ThinkingBlock, ImageBlock, ToolCallBlock]);
export type ContentBlock = Static<typeof ContentBlock>;

const Button = closed({ label: Text, value: Text });

/**
 * One entry of a session's transcript. `cursor` is its place in the session's durable order. What the
 * session's verbose level hides (tool arguments, thinking) is left out, never shortened in place.
 */
export const TranscriptMessage = closed({
  id: Text,
  cursor: Count,
  epoch: Count,
  role: Type.Enum(['user', 'assistant', 'toolResult', 'notice']),
  content: Type.Array(ContentBlock),
  timestamp: Instant,
  runId: optional(Text),
  /** Of a notice: the command that it answers. */
  command: optional(Text),
  /** Under an answer, in rows: pressing one says its value as if it had been typed. */
  buttons: optional(Type.Array(Type.Array(Button))),
  /** Of a user's message, and of a command as its answer ends the request: the key under which it was sent. */
  idempotencyKey: optional(Text),
  model: optional(Text),
  stopReason: optional(Text),
  errorMessage: optional(Text),
  usage: optional(Usage),
  toolCallId: optional(Text),
  toolName: optional(Text),
  isError: optional(Type.Boolean()),
  details: optional(Type.Unknown()),
  /** Where OpenClaw's own clients look for a message's identity. */
  __openclaw: optional(
    closed({ id: Text, seq: Count, runId: optional(Text), idempotencyKey: optional(Text) }),
  ),
});
export type TranscriptMessage = Static<typeof TranscriptMessage>;

/** The answer under way: cumulative, never stored. A higher attempt or step replaces what came before. */
export const InFlight = closed({
  runId: Text,
  state: Type.Enum(['PENDING', 'PLANNING', 'RUNNING', 'WAITING']),
  step: Count,
  attempt: Type.Integer({ minimum: 1 }),
  text: Type.String(),
  thinking: optional(Type.String()),
  startedAt: Instant,
  tools: Type.Array(closed({ toolCallId: Text, name: Text, args: optional(AnyRecord) })),
});
export type InFlight = Static<typeof InFlight>;

/** Payload of an answer under way, inside `chat.message`. `content` holds the cumulative text. */
export const StreamedMessage = closed({
  role: Type.Literal('assistant'),
  content: Type.Array(ContentBlock),
  timestamp: Instant,
  cursor: optional(Count),
  step: optional(Count),
  attempt: optional(Type.Integer({ minimum: 1 })),
});
export type StreamedMessage = Static<typeof StreamedMessage>;

/** An attachment as the published schema has it: open, its content base64 or left to the method. */
export const Attachment = Type.Object({
  type: optional(Type.String()),
  mimeType: optional(Type.String()),
  fileName: optional(Type.String()),
  content: optional(Type.Unknown()),
  sizeBytes: optional(Type.Number()),
  durationMs: optional(Type.Number()),
  width: optional(Type.Number()),
  height: optional(Type.Number()),
});
export type Attachment = Static<typeof Attachment>;
