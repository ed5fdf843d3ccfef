import {
  type AssistantContent,
  type CommandContent,
  type EntryRecord,
  type JsonObject,
  lineOfFile,
  type ToolResultContent,
  textOf,
  type UserContent,
  type VerboseLevel,
} from '@coderclaw/core';
import type { ContentBlock, TranscriptMessage } from '@coderclaw/protocol';

const SUMMARY_LENGTH = 200;

/** What an entry does not say about itself. */
export type EntryNames = {
  /** The run's name on the wire. */
  readonly runId?: string | undefined;
  /** The key under which a user's message was sent. */
  readonly idempotencyKey?: string | null | undefined;
};

/** An entry as clients see it; null where the verbose level hides it altogether. */
export function toTranscriptMessage(
  entry: EntryRecord,
  verbose: VerboseLevel,
  names: EntryNames = {},
): TranscriptMessage | null {
  const { content } = entry;
  if (content.role === 'toolResult' && verbose === 'off') return null;
  const { id, cursor: seq } = entry;
  const known = {
    ...(names.runId && { runId: names.runId }),
    ...(names.idempotencyKey && { idempotencyKey: names.idempotencyKey }),
  };
  const blocks = contentOf(entry, verbose);
  const isToolTurn = content.role === 'assistant' && content.stopReason === 'toolUse';
  if (isToolTurn && blocks.length === 0) return null;
  return {
    id,
    cursor: seq,
    epoch: entry.epoch,
    role: content.role === 'command' ? 'notice' : content.role,
    content: blocks,
    timestamp: entry.createdAt,
    ...known,
    ...(content.role === 'assistant' && answerFields(content)),
    ...(content.role === 'toolResult' && resultFields(content)),
    ...(content.role === 'command' && commandFields(content)),
    __openclaw: { id, seq, ...known },
  };
}

/** The first words of a tool's result, on one line: what `on` shows of it. */
export function summarise(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  return line.length > SUMMARY_LENGTH ? `${line.slice(0, SUMMARY_LENGTH).toWellFormed()}…` : line;
}

/** A tool's arguments, for those who asked to see everything. */
export function visibleArguments(args: JsonObject, verbose: VerboseLevel): Record<string, unknown> {
  return verbose === 'full' ? { ...args } : {};
}

function contentOf({ content }: EntryRecord, verbose: VerboseLevel): ContentBlock[] {
  switch (content.role) {
    case 'notice':
    case 'command':
      return [{ type: 'text', text: textOf(content) }];
    case 'user':
      return userBlocks(content);
    case 'assistant':
      return assistantBlocks(content, verbose);
    case 'toolResult':
      if (verbose === 'full') return userBlocks(content);
      return [{ type: 'text', text: summarise(textOf(content)) }];
  }
}

function userBlocks({ blocks }: UserContent | ToolResultContent): ContentBlock[] {
  return blocks.map((block) => {
    if (block.type === 'text') return { type: 'text', text: block.text };
    if (block.type === 'file') return { type: 'text', text: lineOfFile(block) };
    return { type: 'image', mimeType: block.mimeType, data: block.data };
  });
}

function assistantBlocks({ blocks }: AssistantContent, verbose: VerboseLevel): ContentBlock[] {
  const visible: ContentBlock[] = [];
  for (const block of blocks) {
    if (block.type === 'text') visible.push({ type: 'text', text: block.text });
    else if (verbose === 'off') continue;
    else if (block.type === 'thinking') visible.push({ type: 'thinking', thinking: block.text });
    else {
      const args = visibleArguments(block.arguments, verbose);
      visible.push({ type: 'toolCall', id: block.id, name: block.name, arguments: args });
    }
  }
  return visible;
}

function commandFields(content: CommandContent): Partial<TranscriptMessage> {
  return { command: content.text, ...buttonFields(content) };
}

function buttonFields({
  buttons,
}: Pick<CommandContent, 'buttons'>): Pick<TranscriptMessage, 'buttons'> {
  const rows = buttons?.map((row) => row.map(({ label, value }) => ({ label, value })));
  return rows ? { buttons: rows } : {};
}

function answerFields(content: AssistantContent): Partial<TranscriptMessage> {
  const { model, stopReason, usage, errorMessage } = content;
  return {
    model,
    stopReason,
    usage: { ...usage },
    ...(errorMessage && { errorMessage }),
    ...buttonFields(content),
  };
}

function resultFields(content: ToolResultContent): Partial<TranscriptMessage> {
  const { toolCallId, toolName, isError, details } = content;
  return { toolCallId, toolName, isError, ...(details !== undefined && { details }) };
}
