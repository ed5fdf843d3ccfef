import {
  type Api,
  getCurrentTools,
  type Message,
  type Model,
  type TranscriptContext,
} from '@earendil-works/pi-ai';

export function messageText(message: Message): string {
  if (typeof message.content === 'string') return message.content;
  return message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}

export function toolNames(context: TranscriptContext): readonly string[] {
  return getCurrentTools(context.messages).map((tool) => tool.name);
}

/** The least that Pi needs to know of a model. */
export function modelRecord(ref: string): Model<Api> {
  const [provider = '', ...id] = ref.split('/');
  return {
    id: id.join('/'),
    name: ref,
    api: 'scripted',
    provider,
    baseUrl: '',
    reasoning: true,
    input: ['text', 'image'],
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    contextWindow: 200_000,
    maxTokens: 32_000,
  };
}
