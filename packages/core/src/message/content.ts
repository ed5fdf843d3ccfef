import type { AttachmentId } from '../id/id.ts';
import type { Json, JsonObject } from '../json.ts';

/**
 * A session's transcript in our own words. Providers keep what they need to continue a thought
 * (signatures, ids) in `opaque`; nothing but the adapter that wrote it reads it.
 */
export type TextBlock = {
  readonly type: 'text';
  readonly text: string;
  readonly opaque?: JsonObject;
};
export type ThinkingBlock = {
  readonly type: 'thinking';
  readonly text: string;
  readonly opaque?: JsonObject;
};
export type ImageBlock = {
  readonly type: 'image';
  readonly mimeType: string;
  readonly data: string;
};

/** What a platform calls a file that came with a message. */
export const FILE_KINDS = ['photo', 'document', 'voice', 'audio', 'video', 'sticker'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** A file that came with a message, as the platform describes it. What became of it is its attachment's row. */
export type FileBlock = {
  readonly type: 'file';
  readonly attachmentId: AttachmentId;
  readonly kind: FileKind;
  /** The sender's own words: for people to read, never a path and never a proof of what is inside. */
  readonly name: string;
  /** As claimed; null where the platform does not say. */
  readonly mimeType: string | null;
  readonly bytes: number | null;
  readonly durationMs?: number;
};

/** Stored bytes, as a delivery sends them. */
export type FileRef = {
  readonly sha256: string;
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: number;
};

export type ToolCallBlock = {
  readonly type: 'toolCall';
  readonly id: string;
  readonly name: string;
  readonly arguments: JsonObject;
  readonly opaque?: JsonObject;
};

export type UserContent = {
  readonly role: 'user';
  readonly blocks: readonly (TextBlock | ImageBlock | FileBlock)[];
  /** Who wrote it, where several people share the session. */
  readonly from?: string;
  /** What it answers or quotes. */
  readonly quote?: { readonly from?: string; readonly text: string };
};

export type AssistantContent = {
  readonly role: 'assistant';
  readonly blocks: readonly (TextBlock | ThinkingBlock | ToolCallBlock)[];
  /** `length`: cut off by the token limit. `aborted` and `error` hold what had arrived by then. */
  readonly stopReason: 'stop' | 'length' | 'toolUse' | 'aborted' | 'error';
  /** `<provider>/<model id>` that answered. */
  readonly model: string;
  readonly usage: TokenUsage;
  readonly errorMessage?: string;
  /** What the agent offers to answer with, in rows. */
  readonly buttons?: readonly (readonly Button[])[];
  readonly opaque?: JsonObject;
};

export type ToolResultContent = {
  readonly role: 'toolResult';
  readonly toolCallId: string;
  readonly toolName: string;
  readonly blocks: readonly (TextBlock | ImageBlock)[];
  readonly isError: boolean;
  /** Files that the run sends with its answer. */
  readonly files?: readonly FileRef[];
  /** The emoji with which the run reacts to the newest message that it answers. */
  readonly reaction?: string;
  /** What the run offers to answer with; the last result that has some counts. */
  readonly choices?: readonly string[];
  /** For people and user interfaces; never shown to the model. */
  readonly details?: Json;
};

/** A note from the gateway to the model and the person: an unknown outcome, an ignored edit. */
export type NoticeContent = { readonly role: 'notice'; readonly text: string };

/** A button under a message. Pressing it says `value` as if the presser had written it; one that begins with `/` is a command. */
export type Button = { readonly label: string; readonly value: string };

/** A command and what the gateway answered. For people; the model never sees it. */
export type CommandContent = {
  readonly role: 'command';
  readonly text: string;
  readonly answer: string;
  readonly buttons?: readonly (readonly Button[])[];
};

export type EntryContent =
  | UserContent
  | AssistantContent
  | ToolResultContent
  | NoticeContent
  | CommandContent;

/** Tokens as the provider counted them; cost in millionths of a US dollar, 0 where unknown. */
export type TokenUsage = {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly costMicros: number;
};

export const NO_USAGE: TokenUsage = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  costMicros: 0,
};

export function addUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    costMicros: a.costMicros + b.costMicros,
  };
}

/** The text a person reads: every text block, in order, thinking and tool calls left out. */
export function textOf(content: EntryContent): string {
  if (content.role === 'notice') return content.text;
  if (content.role === 'command') return content.answer;
  let text = '';
  for (const block of content.blocks) if (block.type === 'text') text += block.text;
  return text;
}

export function toolCallsOf(content: AssistantContent): readonly ToolCallBlock[] {
  return content.blocks.filter((block) => block.type === 'toolCall');
}

export function userText(text: string): UserContent {
  return { role: 'user', blocks: [{ type: 'text', text }] };
}

/** A file in one line, for those who are shown only text. */
export function lineOfFile({ kind, name, mimeType, bytes }: FileBlock): string {
  const known = [mimeType, bytes === null ? null : `${bytes} bytes`].filter(
    (fact) => fact !== null,
  );
  return `[${kind} ${JSON.stringify(name)}${known.length > 0 ? `, ${known.join(', ')}` : ''}]`;
}
