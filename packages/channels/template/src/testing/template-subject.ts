import type {
  ChannelUnderTest,
  Said,
  TestCall,
  TestPlace,
  TestSaying,
  TestTrouble,
} from '@coderclaw/channel-kit/conformance';
import type { PlatformEvent } from '../platform-api.ts';
import { TEMPLATE } from '../template-channel.ts';
import { type Fault, LoopbackServer, ME } from './loopback-server.ts';

const FAULTS: Readonly<Record<TestTrouble, Fault>> = {
  'rate-limited': 429,
  unavailable: 503,
  refuse: 400,
  forbidden: 403,
  unauthorized: 401,
  'lost-answer': 'lost-answer',
  hang: 'hang',
};

/** The adapter and both sides of its platform, as the conformance suite wants them. */
export async function startTemplateSubject(): Promise<ChannelUnderTest> {
  const server = new LoopbackServer();
  await server.listen();
  const stage = new Stage(server);
  const { url, token } = server;
  return {
    createChannel: () => TEMPLATE,
    people: {
      places: ['ann', 'bob', 'group'],
      identities: { ann: 'ann', bob: 'bob' },
      says: async (saying) => stage.says('text', saying),
      edits: async (said, text) => stage.edits(said, text),
      saysUnreadable: async (saying) => stage.says('poll', { ...saying, text: '' }),
      saysNonsense: async () => server.tell({ id: 'nonsense' } as PlatformEvent),
      repeats: async () => stage.repeats(),
      unacknowledged: () => server.waiting.length,
    },
    platform: {
      options: { url, token },
      wrongOptions: { url, token: 'wrong' },
      posts: () =>
        server.posts.map(({ id, conversation, text, answers }) => ({
          id,
          in: conversation as TestPlace,
          text,
          replyTo: answers,
        })),
      fails: (call: TestCall, trouble) => {
        if (call === 'send') server.faults.push(FAULTS[trouble]);
      },
      goesDown: () => server.stop(),
      comesBack: () => server.listen(),
      revokesLogin: async () => server.revoke(),
    },
    close: () => server.stop(),
  };
}

/** What people do. A conversation has the name of its place. */
class Stage {
  readonly #server: LoopbackServer;
  readonly #events: PlatformEvent[] = [];

  constructor(server: LoopbackServer) {
    this.#server = server;
  }

  says(type: string, saying: TestSaying): Said {
    const { by, in: place, text, mentionsUs, replyTo } = saying;
    const number = this.#events.length + 1;
    const messageId = `message-${number}`;
    this.#tell({
      id: `event-${number}`,
      type,
      conversation: { id: place, isGroup: place === 'group' },
      from: { id: by, name: by },
      messageId,
      version: 0,
      text,
      mentions: mentionsUs ? [ME.id] : [],
      answers: replyTo === undefined ? null : this.#find(replyTo),
    });
    return { id: messageId, by, in: place, text };
  }

  edits({ id }: Said, text: string): void {
    const said = this.#events.findLast(({ messageId }) => messageId === id)!;
    const version = said.version + 1;
    this.#tell({ ...said, id: `${said.id}-${version}`, type: 'edit', version, text });
  }

  repeats(): void {
    this.#server.tell(this.#events.at(-1)!);
  }

  #tell(event: PlatformEvent): void {
    this.#events.push(event);
    this.#server.tell(event);
  }

  /** A message of ours, or of a person's. */
  #find(id: string): PlatformEvent['answers'] {
    const ours = this.#server.posts.find((post) => post.id === id);
    if (ours) return { from: ME.id, text: ours.text };
    const { from, text } = this.#events.find(({ messageId }) => messageId === id)!;
    return { from: from.id, text };
  }
}
