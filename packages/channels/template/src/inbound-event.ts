import { cleanName, cleanText, formatEventKey } from '@coderclaw/channel-kit';
import type { InboundEvent } from '@coderclaw/core';
import { userText } from '@coderclaw/core';
import type { Me, PlatformEvent } from './platform-api.ts';

export type EventTerms = { readonly channel: string; readonly account: string; readonly me: Me };

/** What the platform calls things it tells of that are no texts, in words for their sender. */
const UNREADABLE: Readonly<Record<string, string>> = { poll: 'a poll', picture: 'a picture' };

/** A platform's event in the gateway's words. The same event always gives the same. */
export function eventOf(event: PlatformEvent, { channel, account, me }: EventTerms): InboundEvent {
  const { type, conversation, from, messageId, version, text, mentions, answers } = event;
  const kind = type === 'edit' ? 'edit' : 'message';
  const isText = type === 'edit' || type === 'text';
  const addressed = mentions.includes(me.id)
    ? 'mention'
    : answers?.from === me.id
      ? 'reply'
      : undefined;
  return {
    channel,
    account,
    kind,
    eventKey: formatEventKey({
      kind,
      conversation: conversation.id,
      messageId,
      ...(kind === 'edit' && { version }),
    }),
    conversation: { address: conversation.id, kind: conversation.isGroup ? 'group' : 'direct' },
    sender: { identity: from.id, displayName: cleanName(from.name) },
    platformMessageId: messageId,
    content: {
      ...userText(cleanText(text)),
      ...(answers && { quote: { text: cleanText(answers.text) } }),
    },
    ...(addressed && { addressed }),
    ...(!isText && { unsupported: UNREADABLE[type] ?? 'a message of a kind unknown here' }),
  };
}
