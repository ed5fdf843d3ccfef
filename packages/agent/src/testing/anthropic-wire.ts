import type { WireFrames } from './scripted-model-server.ts';
import {
  chunksOf,
  type PlannedReply,
  type ScriptedChunk,
  type ScriptedMessage,
  type ScriptedRequest,
} from './scripted-reply.ts';

// https://docs.anthropic.com/en/docs/build-with-claude/streaming

type Block = {
  readonly type: string;
  readonly text?: string;
  readonly id?: string;
  readonly tool_use_id?: string;
  readonly content?: string | readonly Block[];
};
type Body = {
  readonly model: string;
  readonly system?: string | readonly Block[];
  readonly messages: readonly {
    readonly role: 'user' | 'assistant';
    readonly content: string | readonly Block[];
  }[];
  readonly tools?: readonly { readonly name: string }[];
};

export function anthropicRequest(body: unknown): ScriptedRequest {
  const { model, system, messages, tools = [] } = body as Body;
  return {
    model,
    system: textOf(system),
    tools: tools.map(({ name }) => name),
    messages: messages.flatMap(messagesOf),
  };
}

export function anthropicFrames(reply: PlannedReply): WireFrames {
  const pieces: string[] = [];
  let index = -1;
  let open: string | null = null;
  let pending = '';
  for (const chunk of chunksOf(reply)) {
    const key = blockKey(chunk);
    if (key !== open) {
      if (open !== null) pending += event('content_block_stop', { index });
      index += 1;
      open = key;
      pending += event('content_block_start', { index, content_block: blockStart(chunk) });
    }
    const delta = deltaOf(chunk);
    pieces.push(delta ? pending + event('content_block_delta', { index, delta }) : pending);
    pending = '';
  }
  const stop =
    reply.stopReason === 'length'
      ? 'max_tokens'
      : reply.toolCalls.length > 0
        ? 'tool_use'
        : 'end_turn';
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'scripted',
    content: [],
    usage: { input_tokens: 10, output_tokens: 0 },
  };
  const end = open === null ? '' : event('content_block_stop', { index });
  return {
    opening: event('message_start', { message }),
    pieces,
    closing: `${end}${event('message_delta', { delta: { stop_reason: stop }, usage: { output_tokens: 5 } })}${event('message_stop', {})}`,
  };
}

function blockKey(chunk: ScriptedChunk): string {
  return 'index' in chunk ? `call-${chunk.index}` : chunk.kind;
}

function blockStart(chunk: ScriptedChunk): object {
  if (chunk.kind === 'call-start')
    return { type: 'tool_use', id: chunk.id, name: chunk.name, input: {} };
  return chunk.kind === 'thinking'
    ? { type: 'thinking', thinking: '', signature: '' }
    : { type: 'text', text: '' };
}

function deltaOf(chunk: ScriptedChunk): object | null {
  if (chunk.kind === 'call-start') return null;
  if (chunk.kind === 'call-arguments')
    return { type: 'input_json_delta', partial_json: chunk.delta };
  return chunk.kind === 'text'
    ? { type: 'text_delta', text: chunk.delta }
    : { type: 'thinking_delta', thinking: chunk.delta };
}

function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

function messagesOf({ role, content }: Body['messages'][number]): readonly ScriptedMessage[] {
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  const results = blocks.filter((block) => block.type === 'tool_result');
  const rest = blocks.filter((block) => block.type !== 'tool_result');
  const callIds = rest.flatMap((block) =>
    block.type === 'tool_use' && block.id ? [block.id] : [],
  );
  const answered = results.map((block) => ({
    role: 'tool' as const,
    text: textOf(block.content),
    callIds: [],
    callId: block.tool_use_id ?? null,
  }));
  return rest.length === 0
    ? answered
    : [...answered, { role, text: textOf(rest), callIds, callId: null }];
}

function textOf(content: string | readonly Block[] | undefined): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((block) => block.text ?? '').join('');
}
