import type { WireFrames } from './scripted-model-server.ts';
import {
  chunksOf,
  type PlannedReply,
  type ScriptedChunk,
  type ScriptedMessage,
  type ScriptedRequest,
} from './scripted-reply.ts';

// https://platform.openai.com/docs/api-reference/chat-streaming

type Body = {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
};
type Content = string | null | readonly { readonly type: string; readonly text?: string }[];
type Message = {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  readonly content?: Content;
  readonly tool_calls?: readonly { readonly id: string }[];
  readonly tool_call_id?: string;
};

export function openaiRequest(body: unknown): ScriptedRequest {
  const { model, messages, tools = [] } = body as Body;
  const system = messages.filter(({ role }) => role === 'system' || role === 'developer');
  return {
    model,
    system: system.map(({ content }) => textOf(content)).join('\n'),
    tools: tools.map((tool) => tool.function.name),
    messages: messages.flatMap(messageOf),
  };
}

export function openaiFrames(reply: PlannedReply): WireFrames {
  const finish =
    reply.stopReason === 'length' ? 'length' : reply.toolCalls.length > 0 ? 'tool_calls' : 'stop';
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  return {
    opening: frame({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }),
    pieces: chunksOf(reply).map((chunk) =>
      frame({ choices: [{ index: 0, delta: deltaOf(chunk) }] }),
    ),
    closing: `${frame({ choices: [{ index: 0, delta: {}, finish_reason: finish }] })}${frame({ choices: [], usage })}data: [DONE]\n\n`,
  };
}

function deltaOf(chunk: ScriptedChunk): object {
  switch (chunk.kind) {
    case 'text':
      return { content: chunk.delta };
    case 'thinking':
      return { reasoning_content: chunk.delta };
    case 'call-start':
      return {
        tool_calls: [
          {
            index: chunk.index,
            id: chunk.id,
            type: 'function',
            function: { name: chunk.name, arguments: '' },
          },
        ],
      };
    case 'call-arguments':
      return { tool_calls: [{ index: chunk.index, function: { arguments: chunk.delta } }] };
  }
}

function frame(fields: object): string {
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 0, model: 'scripted', ...fields })}\n\n`;
}

function messageOf(message: Message): readonly ScriptedMessage[] {
  const { role } = message;
  if (role === 'system' || role === 'developer') return [];
  const callIds = (message.tool_calls ?? []).map((call) => call.id);
  return [{ role, text: textOf(message.content), callIds, callId: message.tool_call_id ?? null }];
}

function textOf(content: Content | undefined): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('');
}
