import type { TestContext } from 'node:test';
import {
  type BotApiServer,
  type BotApiServerOptions,
  startBotApiServer,
} from '@coderclaw/channel-telegram/testing';
import { type GatewayWorld, startWorld, type WorldOptions } from './gateway-world.ts';
import type { WireClient } from './wire-client.ts';

export type TelegramWorld = {
  readonly server: BotApiServer;
  readonly world: GatewayWorld;
  /** At the command line. */
  readonly owner: WireClient;
};

/**
 * A real gateway with a bot on the Bot API server. `keys` are those of `channels.telegram`, beside its login;
 * a `clock` is that of both.
 */
export async function startTelegramWorld(
  t: TestContext,
  keys = 'dmPolicy: open',
  {
    script,
    clock,
    server: options = {},
  }: Pick<WorldOptions, 'script' | 'clock'> & { server?: BotApiServerOptions } = {},
): Promise<TelegramWorld> {
  const time = clock ? { clock } : {};
  const server = await startBotApiServer({ floodControl: 'off', ...time, ...options });
  t.after(() => server.stop());
  const config = telegramConfig(server, keys);
  const world = await startWorld(t, { config, ...time, ...(script && { script }) });
  const owner = await world.connect();
  await server.until(() => server.isPolled);
  return { server, world, owner };
}

export function telegramConfig({ token, apiRoot }: BotApiServer, keys: string): string {
  return [
    'agents: {defaults: {model: {primary: scripted/model}}, list: [{id: main}, {id: docs}]}',
    `channels: {telegram: {botToken: "${token}", apiRoot: "${apiRoot}", ${keys}}}`,
    '',
  ].join('\n');
}

/** Resolves once the bot has said that, in that chat. */
export async function said(server: BotApiServer, chatId: number, text: string | RegExp) {
  const find = () =>
    server.posts.findLast(
      (post) =>
        post.chatId === chatId &&
        (typeof text === 'string' ? post.text === text : text.test(post.text)),
    );
  await server.until(() => find() !== undefined);
  return find()!;
}
