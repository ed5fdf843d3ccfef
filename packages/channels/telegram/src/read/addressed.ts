import type { Message, MessageEntity } from 'grammy/types';
import type { Login } from './login.ts';
import { opensTopic } from './place.ts';

/** How a message turns to us: by our name, or by answering what we said. */
export function addressedOf(message: Message, login: Login): 'mention' | 'reply' | undefined {
  if (mentionsOf(message).some((mention) => isOurs(mention, login))) return 'mention';
  const { reply_to_message: replied } = message;
  return replied?.from?.id === login.botId && !opensTopic(replied) ? 'reply' : undefined;
}

/** Whether it is a command that names another bot: `/status@other_bot`. */
export function isForAnotherBot(message: Message, login: Login): boolean {
  const [first] = mentionsOf(message);
  if (first?.kind !== 'command' || first.offset !== 0 || first.name === undefined) return false;
  return !isOurs(first, login);
}

type Mention = {
  readonly kind: 'name' | 'command' | 'user';
  readonly offset: number;
  /** In small letters, without `@`; none of a command that names nobody. */
  readonly name?: string | undefined;
  readonly userId?: number;
};

function mentionsOf(message: Message): readonly Mention[] {
  const text = message.text ?? message.caption ?? '';
  const entities = message.entities ?? message.caption_entities ?? [];
  return entities.flatMap((entity) => mentionOf(entity, text) ?? []);
}

function mentionOf(entity: MessageEntity, text: string): Mention | undefined {
  const { offset, length } = entity;
  const word = text.slice(offset, offset + length).toLowerCase();
  if (entity.type === 'mention') return { kind: 'name', offset, name: word.slice(1) };
  if (entity.type === 'text_mention') return { kind: 'user', offset, userId: entity.user.id };
  if (entity.type === 'bot_command') return { kind: 'command', offset, name: word.split('@')[1] };
  return undefined;
}

function isOurs({ name, userId }: Mention, { username, botId }: Login): boolean {
  return userId === botId || (name !== undefined && name === username.toLowerCase());
}
