import type { Message } from 'grammy/types';
import type { Person } from './person.ts';
import type { Stage } from './stage.ts';

/** One topic of a forum. */
export class Topic {
  readonly chatId: number;
  readonly threadId: number;
  readonly #stage: Stage;

  constructor(stage: Stage, chatId: number, threadId: number) {
    this.#stage = stage;
    this.chatId = chatId;
    this.threadId = threadId;
  }

  renames(name: string, by: Person): Message {
    this.#change({ name });
    return this.#tell(by, { forum_topic_edited: { name } });
  }

  closes(by: Person): Message {
    this.#change({ closed: true });
    return this.#tell(by, { forum_topic_closed: {} });
  }

  reopens(by: Person): Message {
    this.#change({ closed: false });
    return this.#tell(by, { forum_topic_reopened: {} });
  }

  /** It is gone, with its messages; nobody is told. */
  vanishes(): void {
    const { platform } = this.#stage;
    const { topics } = this.#stage.chat(this.chatId);
    platform.changeChat(this.chatId, {
      topics: topics.filter(({ threadId }) => threadId !== this.threadId),
    });
    for (const { message } of platform.memory.messages.get(this.chatId)?.values() ?? [])
      if (message.message_thread_id === this.threadId) {
        const { message_id: messageId } = message;
        platform.commit({ type: 'deleted', chatId: this.chatId, messageId });
      }
  }

  #change(change: { readonly name?: string; readonly closed?: boolean }): void {
    const { topics } = this.#stage.chat(this.chatId);
    this.#stage.platform.changeChat(this.chatId, {
      topics: topics.map((topic) =>
        topic.threadId === this.threadId ? { ...topic, ...change } : topic,
      ),
    });
  }

  #tell(by: Person, fields: Partial<Message>): Message {
    return this.#stage.post(this.chatId, {
      from: by.user,
      message_thread_id: this.threadId,
      is_topic_message: true,
      ...fields,
    });
  }
}
