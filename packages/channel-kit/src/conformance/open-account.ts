import type { OutboundPart } from '@coderclaw/core';
import type { ChannelAccount } from '../channel.ts';
import type { ChannelUnderTest } from './harness.ts';

export const SETTINGS = { account: 'default', options: {} } as const;
export const TEXT = 'hello';
export const PART: OutboundPart = {
  address: 'c',
  conversationKind: 'direct',
  content: { kind: 'text', text: TEXT },
  replyTo: null,
  idempotencyKey: 'part-1',
};
/** A signal that never aborts. */
export const NEVER: AbortSignal = new AbortController().signal;

export async function openAccount(
  subject: ChannelUnderTest,
): Promise<ChannelUnderTest & { readonly account: ChannelAccount }> {
  return { ...subject, account: await subject.channel.open(SETTINGS, subject.host) };
}
