import type { Button } from '@coderclaw/core';
import type {
  PeopleDriver,
  PlatformDriver,
  Said,
  SeenPost,
  TestPlace,
  TestSaying,
} from '../conformance/harness.ts';
import { FakePlatform, type PostDetails } from './fake-platform.ts';
import type { LedgerEntry } from './platform-ledger.ts';
import type { PlatformMessage } from './platform-message.ts';

const IDENTITIES = { ann: 'user-ann', bob: 'user-bob' } as const;
const GROUP = { kind: 'group', title: 'Group' } as const;

/** People and places of a FakePlatform, as the conformance suite knows them. */
export class FakeWorld {
  readonly platform = new FakePlatform();
  /** What people said, by its id. */
  readonly #said = new Map<string, string>();
  /** The group's addresses, the newest last. */
  readonly #groups = ['group'];
  #newest: PlatformMessage | undefined;
  #events = 0;

  readonly people: Omit<PeopleDriver, 'places'> = {
    identities: IDENTITIES,
    says: (saying) => this.#says(saying),
    albums: true,
    edits: async (said, text) =>
      this.#happens({ ...this.about(said), text, version: this.#next() }),
    deletes: async (said) =>
      this.#happens({ ...this.about(said), text: '', version: this.#next(), kind: 'delete' }),
    reacts: async (post, by, text) =>
      this.#happens({
        ...this.about({ ...post, by }),
        text,
        version: this.#next(),
        kind: 'reaction',
      }),
    presses: async (post, by, label) => {
      const text = this.#buttonsOf(post).find((button) => button.label === label)!.value;
      const version = this.#next();
      this.#happens({ ...this.about({ ...post, by }), text, version, kind: 'action' });
    },
    saysUnreadable: (saying) => this.#says({ ...saying, text: '' }, { unsupported: 'a poll' }),
    saysNonsense: async () =>
      this.platform.receive({ id: 'x', conversation: 'x', from: 'x' } as PlatformMessage),
    repeats: async () => this.platform.repeat(this.#newest!),
    unacknowledged: () => this.platform.waiting,
  };

  readonly driver: PlatformDriver = {
    options: {},
    wrongOptions: { token: 'wrong' },
    posts: () => this.platform.posts.map((entry) => this.#seen(entry)),
    fails: (call, trouble) => this.platform.scriptCall(call === 'send' ? 'post' : call, trouble),
    goesDown: async () => this.platform.breaks('CHANNEL_UNREACHABLE'),
    comesBack: async () => this.platform.comesBack(),
    revokesLogin: async () => this.platform.breaks('CHANNEL_AUTH'),
    typingIn: () =>
      this.platform.signs.flatMap((sign) =>
        sign.kind === 'typing' ? [this.#placeOf(sign.address)] : [],
      ),
    marksOn: (said) => {
      const mark = this.platform.markOn(this.about(said).conversation, said.id);
      return mark === undefined ? [] : [mark];
    },
    movesGroup: async () => {
      const [from, to] = [this.#groups.at(-1)!, `group-${this.#next()}`];
      this.#groups.push(to);
      this.platform.moves(from, to);
    },
  };

  async #says(saying: TestSaying, more: Partial<PlatformMessage> = {}): Promise<Said> {
    const { by, in: place, text, mentionsUs, replyTo, file, album } = saying;
    const id = `message-${this.#next()}`;
    const about = this.about({ id, by, in: place });
    const ours = replyTo === undefined ? undefined : this.#textOf(about.conversation, replyTo);
    const quote = ours ?? this.#said.get(replyTo ?? '');
    this.#said.set(id, text);
    if (file) this.platform.files.set(`file-of-${id}`, file.bytes);
    this.#happens({
      ...about,
      text,
      ...(mentionsUs && { addressed: 'mention' }),
      ...(ours !== undefined && { addressed: 'reply' }),
      ...(quote !== undefined && { quote }),
      ...(album !== undefined && { album }),
      ...(file && {
        files: [
          {
            kind: 'document',
            name: file.name,
            mimeType: file.mimeType,
            bytes: file.bytes.length,
            sourceRef: `file-of-${id}`,
          },
        ],
      }),
      ...more,
    });
    return { id, by, in: place, text };
  }

  #happens(message: PlatformMessage): void {
    this.#newest = message;
    this.platform.receive(message);
  }

  #next(): number {
    this.#events += 1;
    return this.#events;
  }

  about({
    id,
    by,
    in: place,
  }: Omit<Said, 'text'>): Pick<PlatformMessage, 'id' | 'conversation' | 'from' | 'place'> {
    const from = IDENTITIES[by];
    const group = this.#groups.at(-1)!;
    if (place === 'group') return { id, from, conversation: group, place: GROUP };
    if (place !== 'thread') return { id, from, conversation: `chat-of-${place}` };
    const thread = { id: '7', kind: 'thread' } as const;
    const parent = { ...GROUP, address: group };
    return { id, from, conversation: `${group}/7`, place: { kind: 'thread', parent, thread } };
  }

  #seen({ id, conversation }: LedgerEntry): SeenPost {
    const { replyTo, content, file } = this.#detailsOf(conversation, id);
    return {
      id,
      in: this.#placeOf(conversation),
      text: content.kind === 'file' ? (content.caption ?? '') : this.#textOf(conversation, id)!,
      replyTo,
      buttons: buttonsIn(content).map(({ label }) => label),
      ...(content.kind === 'file' && file && { file: { name: content.file.name, bytes: file } }),
    };
  }

  #buttonsOf({ id, in: place }: SeenPost) {
    const { conversation } = this.about({ id, in: place, by: 'ann' });
    const { content } = this.#detailsOf(conversation, id);
    return buttonsIn(content);
  }

  #detailsOf(conversation: string, id: string): PostDetails {
    return this.platform.detailsOf(conversation, id)!;
  }

  #textOf(conversation: string, id: string): string | undefined {
    return this.platform.textOf(conversation, id);
  }

  #placeOf(address: string): TestPlace {
    if (address.endsWith('/7')) return 'thread';
    if (this.#groups.includes(address)) return 'group';
    return address === 'chat-of-bob' ? 'bob' : 'ann';
  }
}

function buttonsIn(content: PostDetails['content']): readonly Button[] {
  return 'buttons' in content ? (content.buttons ?? []).flat() : [];
}
