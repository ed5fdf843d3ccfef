import {
  type AssistantContent,
  type ImageBlock,
  type JsonObject,
  NO_USAGE,
  type TextBlock,
  type ThinkingBlock,
  type TokenUsage,
  type ToolCallBlock,
  type ToolResultContent,
} from '@coderclaw/core';
import type {
  AssistantMessage,
  ImageContent,
  TextContent,
  ThinkingContent,
  ToolCall,
  ToolResultMessage,
  Usage,
} from '@earendil-works/pi-ai';

// Between our transcript and Pi's messages. What only a provider understands travels in `opaque`, so
// that a rebuilt conversation is byte for byte what the provider saw before. Timestamps are never sent.

export function toolResultToPi(result: ToolResultContent): ToolResultMessage {
  return {
    role: 'toolResult',
    toolCallId: result.toolCallId,
    toolName: result.toolName,
    content: result.blocks.map(contentToPi),
    isError: result.isError,
    timestamp: 0,
  };
}

export function assistantToPi(content: AssistantContent): AssistantMessage {
  const slash = content.model.indexOf('/');
  const { api, ...rest } = content.opaque ?? {};
  return {
    ...rest,
    role: 'assistant',
    content: content.blocks.map(blockToPi),
    api: typeof api === 'string' ? api : 'unknown',
    provider: content.model.slice(0, Math.max(0, slash)),
    model: content.model.slice(slash + 1),
    usage: usageToPi(content.usage),
    stopReason: content.stopReason,
    ...(content.errorMessage === undefined ? {} : { errorMessage: content.errorMessage }),
    timestamp: 0,
  };
}

/** `model` is the `<provider>/<model id>` that was asked. */
export function assistantFromPi(message: AssistantMessage, model: string): AssistantContent {
  const blocks = message.content.map(blockFromPi);
  return {
    role: 'assistant',
    blocks,
    stopReason: stopReasonFromPi(message, blocks),
    model,
    usage: usageFromPi(message.usage),
    ...(message.errorMessage === undefined ? {} : { errorMessage: message.errorMessage }),
    opaque: defined({
      api: message.api,
      responseId: message.responseId,
      responseModel: message.responseModel,
      providerThinkingLevel: message.providerThinkingLevel,
    }),
  };
}

function usageFromPi(usage: Usage | undefined): TokenUsage {
  if (!usage) return NO_USAGE;
  return {
    input: usage.input,
    output: usage.output,
    cacheRead: usage.cacheRead,
    cacheWrite: usage.cacheWrite,
    costMicros: Math.round(usage.cost.total * 1_000_000),
  };
}

function usageToPi(usage: TokenUsage): Usage {
  const { input, output, cacheRead, cacheWrite, costMicros } = usage;
  const total = costMicros / 1_000_000;
  return {
    input,
    output,
    cacheRead,
    cacheWrite,
    totalTokens: input + output + cacheRead + cacheWrite,
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total },
  };
}

function stopReasonFromPi(
  message: AssistantMessage,
  blocks: AssistantContent['blocks'],
): AssistantContent['stopReason'] {
  if (
    message.stopReason === 'length' ||
    message.stopReason === 'aborted' ||
    message.stopReason === 'error'
  ) {
    return message.stopReason;
  }
  // Some endpoints answer `stop` and call tools all the same.
  return blocks.some((block) => block.type === 'toolCall') ? 'toolUse' : 'stop';
}

function contentToPi(block: TextBlock | ImageBlock): TextContent | ImageContent {
  if (block.type === 'image') return { type: 'image', mimeType: block.mimeType, data: block.data };
  return { type: 'text', text: block.text };
}

function blockToPi(
  block: AssistantContent['blocks'][number],
): TextContent | ThinkingContent | ToolCall {
  if (block.type === 'text') return { ...block.opaque, type: 'text', text: block.text };
  if (block.type === 'thinking') return { ...block.opaque, type: 'thinking', thinking: block.text };
  const { id, name } = block;
  const { invalidArguments: _ours, ...opaque } = block.opaque ?? {};
  return {
    ...opaque,
    type: 'toolCall',
    id,
    name,
    arguments: block.arguments as ToolCall['arguments'],
  };
}

function blockFromPi(
  block: TextContent | ThinkingContent | ToolCall,
): TextBlock | ThinkingBlock | ToolCallBlock {
  if (block.type === 'text') {
    return { type: 'text', text: block.text, ...opaque({ textSignature: block.textSignature }) };
  }
  if (block.type === 'thinking') {
    const kept = { thinkingSignature: block.thinkingSignature, redacted: block.redacted };
    return { type: 'thinking', text: block.thinking, ...opaque(kept) };
  }
  const kept = { thoughtSignature: block.thoughtSignature, namespace: block.namespace };
  return {
    type: 'toolCall',
    id: block.id,
    name: block.name,
    arguments: block.arguments,
    ...opaque(kept),
  };
}

function opaque(fields: JsonObject): { readonly opaque?: JsonObject } {
  const kept = defined(fields);
  return Object.keys(kept).length === 0 ? {} : { opaque: kept };
}

function defined(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
