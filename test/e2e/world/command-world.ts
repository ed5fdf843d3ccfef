import type { TestContext } from 'node:test';
import { FakeTelegram } from './fake-telegram.ts';
import { type GatewayWorld, startWorld, type WorldOptions } from './gateway-world.ts';
import type { WireClient } from './wire-client.ts';

const MODELS = `agents: {defaults: {model: {primary: scripted/model}}, list: [{id: main}, {id: docs}]}
models: {house: {baseUrl: "http://127.0.0.1:1/v1", api: openai-completions, apiKey: k, models: [large, small, smaller]}}
messages: {queue: {mode: collect}}
`;

/** A gateway with models to choose from, its owner at the command line, and Telegram. */
export async function openCommands(t: TestContext, options: WorldOptions = {}, telegram = '') {
  const fake = new FakeTelegram();
  const config = `${MODELS}channels: {telegram: {botToken: "1:a", ${telegram}}}\n`;
  const world = await startWorld(t, { config, channelSources: fake.sources, ...options });
  const owner = await world.connect();
  while (!fake.hosts.has('default')) await pause();
  return new CommandWorld(fake, world, owner);
}

class CommandWorld {
  readonly fake: FakeTelegram;
  readonly gateway: GatewayWorld;
  readonly owner: WireClient;
  #said = 0;

  constructor(fake: FakeTelegram, gateway: GatewayWorld, owner: WireClient) {
    this.fake = fake;
    this.gateway = gateway;
    this.owner = owner;
  }

  /** What the owner is answered, as the page and the command line are told. */
  async ask(message: string, sessionKey = 'main'): Promise<string> {
    this.#said += 1;
    const { result } = await this.owner.request('agent', {
      message,
      sessionKey,
      idempotencyKey: `ask-${this.#said}`,
    });
    return result.text;
  }

  /** What somebody is answered in a direct conversation on Telegram. */
  async write(from: string, text: string): Promise<string> {
    this.#said += 1;
    return this.#answerTo(async () =>
      this.fake.platform.receive({
        id: `dm-${this.#said}`,
        conversation: `dm-${from}`,
        from,
        text,
      }),
    );
  }

  /** What is answered in a group. */
  writeIn(address: string, from: string, text: string): Promise<string> {
    return this.#answerTo(() => this.fake.hearIn({ address }, from, text));
  }

  async #answerTo(say: () => Promise<void>): Promise<string> {
    const { platform } = this.fake;
    const before = platform.posts.length;
    await say();
    while (platform.posts.length === before) await pause();
    return platform.posts.at(-1)!.text;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
