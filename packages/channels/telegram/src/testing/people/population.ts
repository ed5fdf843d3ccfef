import type { User } from 'grammy/types';
import type { ChatRecord } from '../memory/record.ts';
import { Person } from './person.ts';
import { Room } from './room.ts';
import type { Stage } from './stage.ts';

const FIRST_PERSON_ID = 100_001;
const FIRST_GROUP_ID = 4_000_001;
/** A supergroup's or channel's id is this, less its own number. core.telegram.org/api/bots/ids */
const SUPERGROUP_BASE = -1_000_000_000_000;

export type PersonOptions = Partial<User> & {
  /** Whether they talked to the bot before. Default: true. */
  readonly started?: boolean;
};

export type RoomOptions = {
  readonly id?: number;
  readonly members?: readonly Person[];
  readonly username?: string;
  /** What the bot is there. Default: member; in a channel, administrator. */
  readonly bot?: ChatRecord['botStatus'];
};

/**
 * Who and what there is on the platform. Asking for somebody, or for a chat, by the name of one that a
 * ledger remembers returns that one, so that a script can be run again after a restart.
 */
export class Population {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Somebody, and their chat with the bot. */
  person(name: string, options: PersonOptions = {}): Person {
    const { memory } = this.#stage.platform;
    const known = [...memory.people.values()].find(({ user }) => user.first_name === name);
    const { started = true, ...own } = options;
    const id = known?.user.id ?? own.id ?? FIRST_PERSON_ID + memory.people.size;
    const room = new Room(this.#stage, id);
    if (known) return new Person(this.#stage, id, room);
    const user: User = { id, is_bot: false, first_name: name, language_code: 'en', ...own };
    this.#stage.platform.commit({
      type: 'person',
      person: { user, started, blocked: false, deactivated: false },
    });
    this.#openRoom({ id, kind: 'private', title: '', members: [id] });
    return new Person(this.#stage, id, room);
  }

  /** Another bot; ours can not write to it, and does not see what it says. */
  otherBot(name: string): Person {
    const username = `${name.toLowerCase().replace(/\W/gu, '_')}_bot`;
    return this.person(name, { is_bot: true, username, started: false });
  }

  /** Somebody whose account is deleted. */
  deletedAccount(id = 900_001): Person {
    const person = this.person('Deleted Account', { id });
    person.deletesAccount();
    return person;
  }

  group(title: string, options: RoomOptions = {}): Room {
    return this.#room(title, 'group', -FIRST_GROUP_ID, options);
  }

  supergroup(title: string, options: RoomOptions & { readonly forum?: boolean } = {}): Room {
    const id = SUPERGROUP_BASE - 1_000_000_001;
    return this.#room(title, 'supergroup', id, options, options.forum);
  }

  channel(title: string, options: RoomOptions = {}): Room {
    const id = SUPERGROUP_BASE - 1_000_000_001;
    return this.#room(title, 'channel', id, { bot: 'administrator', ...options });
  }

  #room(
    title: string,
    kind: ChatRecord['kind'],
    firstId: number,
    { id, members = [], username, bot = 'member' }: RoomOptions,
    isForum = false,
  ): Room {
    const { chats } = this.#stage.platform.memory;
    const known = [...chats.values()].find((chat) => chat.kind === kind && chat.title === title);
    if (known) return new Room(this.#stage, known.id);
    const ownId = id ?? firstId - chats.size;
    this.#openRoom({
      id: ownId,
      kind,
      title,
      members: members.map((person) => person.id),
      botStatus: bot,
      isForum,
      ...(username !== undefined && { username }),
    });
    return new Room(this.#stage, ownId);
  }

  #openRoom(
    chat: Pick<ChatRecord, 'id' | 'kind' | 'title' | 'members'> & Partial<ChatRecord>,
  ): void {
    this.#stage.platform.commit({
      type: 'chat',
      chat: {
        isForum: false,
        botStatus: 'member',
        mayWrite: true,
        topics: [],
        deleted: false,
        ...chat,
      },
    });
  }
}
