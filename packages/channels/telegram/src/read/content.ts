import { cleanName, cleanText } from '@coderclaw/channel-kit';
import type { Message, MessageOrigin } from 'grammy/types';
import { writeEntities } from './entity-text.ts';
import { nameOfChat, nameOfUser } from './sender.ts';

/** What is shown of what a message answers. */
const MAX_QUOTE_UNITS = 1_000;

/** Before a text that somebody else wrote: who sends a bot's inline result chose it, and the bot its words. A command behind it is none. */
export function lineOfWriter({ forward_origin: origin, via_bot: bot }: Message): string {
  if (origin) return `[Forwarded from ${nameOfOrigin(origin)}]\n`;
  return bot ? `[Written by the bot ${nameOfUser(bot) || 'without a name'}]\n` : '';
}

/** The text that a message says, also of what has none of its own: a place, a contact, a poll. */
export function textOfMessage(message: Message): string {
  return cleanText(ownText(message));
}

function ownText(message: Message): string {
  const { text, caption, venue, location, contact, poll, dice, sticker } = message;
  if (text !== undefined) return writeEntities(text, message.entities ?? []);
  if (caption !== undefined) return writeEntities(caption, message.caption_entities ?? []);
  if (venue) {
    const { latitude, longitude } = venue.location;
    return `[Place: ${venue.title}, ${venue.address} (${latitude}, ${longitude})]`;
  }
  if (location) return `[Location: ${location.latitude}, ${location.longitude}]`;
  if (contact) {
    const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ');
    return `[Contact: ${name}, ${contact.phone_number}]`;
  }
  if (poll) {
    const options = poll.options.map((option) => `\n- ${option.text}`).join('');
    return `[Poll: ${poll.question}]${options}`;
  }
  if (dice) return `[${dice.emoji} ${dice.value}]`;
  return sticker?.emoji ?? '';
}

function nameOfOrigin(origin: MessageOrigin): string {
  const name =
    origin.type === 'user'
      ? nameOfUser(origin.sender_user)
      : origin.type === 'hidden_user'
        ? cleanName(origin.sender_user_name)
        : nameOfChat(origin.type === 'chat' ? origin.sender_chat : origin.chat);
  return name === '' ? 'somebody' : name;
}

/** What a message answers: the words that its writer chose, or the beginning of all of it. */
export function quoteOf(
  message: Message,
): { readonly from?: string; readonly text: string } | undefined {
  const { quote, reply_to_message: replied, external_reply: external } = message;
  if (replied?.forum_topic_created) return undefined;
  const whole = replied ? (replied.text ?? replied.caption ?? '') : '';
  const text = cleanText(quote?.text ?? whole)
    .slice(0, MAX_QUOTE_UNITS)
    .toWellFormed();
  if (text === '') return undefined;
  const from = replied?.from
    ? nameOfUser(replied.from)
    : external
      ? nameOfOrigin(external.origin)
      : '';
  return { ...(from !== '' && { from }), text };
}
