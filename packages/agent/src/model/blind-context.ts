import type {
  Api,
  ImageContent,
  Model,
  TextContent,
  TranscriptContext,
} from '@earendil-works/pi-ai';

/** The context as a model takes it: to one that does not see, images are left out. A file's own line tells of it. */
export function contextFor(model: Model<Api>, context: TranscriptContext): TranscriptContext {
  if (model.input.includes('image')) return context;
  const messages = context.messages.map((message) => {
    if (message.role !== 'user' && message.role !== 'toolResult') return message;
    const { content } = message;
    if (typeof content === 'string' || content.every(isText)) return message;
    const texts = content.filter(isText);
    return { ...message, content: texts.length > 0 ? texts : [UNSEEN] };
  });
  return { ...context, messages: messages as TranscriptContext['messages'] };
}

/** Providers refuse a message without content. */
const UNSEEN: TextContent = { type: 'text', text: '[an image that this model can not see]' };

function isText(block: TextContent | ImageContent): block is TextContent {
  return block.type === 'text';
}
