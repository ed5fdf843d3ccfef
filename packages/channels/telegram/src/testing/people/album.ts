import type { Message } from 'grammy/types';
import type { Content } from '../content/content.ts';
import type { MessageFields } from '../server/platform.ts';

type Post = (content: Content, fields: MessageFields) => Message;

/**
 * An album being sent. Telegram sends each item as its own message, with the same `media_group_id`, and
 * says nowhere how many there are; the caption is usually at the first. Items may come late, or never.
 */
export class Album {
  readonly id: string;
  readonly messages: Message[] = [];
  readonly #post: Post;

  constructor(id: string, post: Post) {
    this.id = id;
    this.#post = post;
  }

  sends(...contents: readonly Content[]): this {
    for (const content of contents)
      this.messages.push(this.#post(content, { media_group_id: this.id }));
    return this;
  }
}
