import { cleanName } from '@coderclaw/channel-kit';
import type { InboundEvent } from '@coderclaw/core';
import type { Chat, User } from 'grammy/types';

type Sender = InboundEvent['sender'];

/** What of an update says who acted. */
export type Signed = {
  readonly from?: User | undefined;
  /** Set for anonymous administrators, for channels, and for posts that a linked channel forwards. */
  readonly sender_chat?: Chat | undefined;
  readonly chat: Chat;
  /** A post of a channel that the platform carries into its discussion group; it may be one of ours. */
  readonly is_automatic_forward?: boolean | undefined;
};

/** Who wrote. A chat that speaks as itself is told by its own id: the user named beside it is a stand-in. */
export function senderOf(signed: Signed): Sender {
  const { from, sender_chat: senderChat, chat, is_automatic_forward: isCarried } = signed;
  const speaker = senderChat ?? (from ? undefined : chat);
  if (speaker)
    return {
      identity: String(speaker.id),
      ...displayName(nameOfChat(speaker)),
      ...(isCarried && { isBot: true }),
    };
  const user = from!;
  return {
    identity: String(user.id),
    ...displayName(nameOfUser(user)),
    ...(user.is_bot && { isBot: true }),
  };
}

export function nameOfUser({ first_name: first, last_name: last }: User): string {
  return cleanName([first, last].filter(Boolean).join(' '));
}

export function nameOfChat(chat: Chat): string {
  return cleanName(chat.title ?? [chat.first_name, chat.last_name].filter(Boolean).join(' '));
}

function displayName(name: string): { readonly displayName?: string } {
  return name === '' ? {} : { displayName: name };
}
