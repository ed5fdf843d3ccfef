import {
  type AccountSettings,
  type AccountStatus,
  type ChannelAccount,
  ChannelError,
  type ChannelHost,
  type CommandEntry,
  type WebhookRequest,
} from '@coderclaw/channel-kit';
import { FakeChannel, FakePlatform } from '@coderclaw/channel-kit/fake';
import { userText } from '@coderclaw/core';
import type { GatewayOptions } from '@coderclaw/gateway';

type ChannelSources = NonNullable<GatewayOptions['channelSources']>;

/** A platform of the name that the configuration knows: what was opened, closed and posted is kept. */
export class FakeTelegram extends FakeChannel {
  readonly platform: FakePlatform;
  /** `open <account> <token>` and `close <account>`, in their order. */
  readonly log: string[] = [];
  /** How the next logins fail. */
  readonly failures: Error[] = [];
  /** How the next tests of a login fail. */
  readonly checks: Error[] = [];
  readonly reports = new Map<string, (status: AccountStatus) => void>();
  readonly hosts = new Map<string, ChannelHost>();
  readonly posts: WebhookRequest[] = [];
  /** The menus that were published, or how the next ones fail. */
  readonly menus: (readonly CommandEntry[])[] = [];
  readonly menuFailures: Error[] = [];
  /** What a login waits for. */
  gate: Promise<unknown> = Promise.resolve();
  /** What a closing account waits for. */
  closing: Promise<unknown> = Promise.resolve();
  loads = 0;
  #heard = 0;

  constructor(platform = new FakePlatform()) {
    super(platform, {}, 'telegram');
    this.platform = platform;
  }

  /** For `GatewayOptions.channelSources`. */
  get sources(): ChannelSources {
    return {
      telegram: async () => {
        this.loads += 1;
        const check = async (options: { readonly botToken?: unknown }) => {
          const failure = this.checks.shift();
          if (failure) throw failure;
          return this.#check(String(options.botToken));
        };
        return { channel: this, check };
      },
    };
  }

  /** Somebody writes in a group, which is not called by name. */
  async hearIn(group: { address: string; title?: string }, from: string, text: string) {
    this.#heard += 1;
    await this.hosts.get('default')!.accept({
      channel: 'telegram',
      account: 'default',
      kind: 'message',
      eventKey: `group ${this.#heard}`,
      conversation: { ...group, kind: 'group' },
      sender: { identity: from },
      platformMessageId: `g${this.#heard}`,
      content: userText(text),
    });
  }

  override async open(settings: AccountSettings, host: ChannelHost): Promise<ChannelAccount> {
    const { account, options } = settings;
    this.log.push(`open ${account} ${String(options.botToken)}`);
    this.reports.set(account, host.report);
    this.hosts.set(account, host);
    await this.gate;
    const failure = this.failures.shift();
    if (failure) throw failure;
    await this.#check(String(options.botToken));
    const opened = await super.open({ account, options: {} }, host);
    const close = async () => {
      this.log.push(`close ${account}`);
      await this.closing;
      await opened.close();
    };
    const publishCommands = async (commands: readonly CommandEntry[]) => {
      this.menus.push(commands);
      const refusal = this.menuFailures.shift();
      if (refusal) throw refusal;
    };
    const secret = (options.webhook as { secret: string } | undefined)?.secret;
    const webhook = secret === undefined ? undefined : this.#webhook(account, secret);
    return new Proxy(opened, {
      get: (target, name) => {
        if (name === 'close') return close;
        if (name === 'webhook') return webhook;
        if (name === 'publishCommands') return publishCommands;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  async #check(token: string): Promise<{ name: string; link: string }> {
    if (token.endsWith('wrong'))
      throw new ChannelError('CHANNEL_AUTH', `401 for https://api.example/bot${token}/getMe`);
    return { name: '@claw_bot', link: 'https://t.me/claw_bot' };
  }

  #webhook(account: string, secret: string): NonNullable<ChannelAccount['webhook']> {
    return async (request) => {
      if (request.headers['x-secret'] !== secret) return { status: 401 };
      this.posts.push(request);
      const { id, text } = JSON.parse(Buffer.from(request.body).toString());
      this.platform.receive({ id, text, conversation: account, from: '7' });
      await this.platform.settled();
      return { status: 200 };
    };
  }
}
