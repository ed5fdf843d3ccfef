import type { ChannelAccount } from '@coderclaw/channel-kit';
import { RecordingHost } from '@coderclaw/channel-kit/conformance';
import type { InboundEvent, OutboundPart, PartContent } from '@coderclaw/core';
import { TELEGRAM } from '../../telegram.ts';
import type { Room } from '../people/room.ts';
import { type BotApiServer, startBotApiServer } from '../server/bot-api-server.ts';
import { type BotApiServerOptions, REAL_CLOCK } from '../server/server-options.ts';

/** A bot that is logged in, its platform, and the gateway as the adapter sees it. */
export type Scene = {
  readonly server: BotApiServer;
  readonly host: RecordingHost;
  readonly account: ChannelAccount;
  /** Resolves when so many events were accepted. */
  accepted(count: number): Promise<readonly InboundEvent[]>;
};

export async function openScene(
  t: { after(done: () => Promise<void>): void },
  options: BotApiServerOptions = {},
): Promise<Scene> {
  const server = await startBotApiServer({ floodControl: 'off', ...options });
  const host = new RecordingHost(REAL_CLOCK);
  const account = await TELEGRAM.open(
    { account: 'default', options: { botToken: server.token, apiRoot: server.apiRoot } },
    host,
  );
  t.after(async () => {
    host.stop();
    await account.close();
    await server.stop();
  });
  return { server, host, account, accepted: (count) => until(() => host.accepted, count) };
}

/** Waits until the list is so long. */
export async function until<One>(
  list: () => readonly One[],
  count: number,
): Promise<readonly One[]> {
  for (let waited = 0; list().length < count; waited += 10) {
    if (waited > 8_000) throw new Error(`${list().length} came instead of ${count}`);
    await REAL_CLOCK.sleep(10);
  }
  return list();
}

/** A part of an answer, by default for a direct chat. */
export function part(
  room: Pick<Room, 'id'>,
  content: PartContent,
  more: Partial<OutboundPart> = {},
): OutboundPart {
  return {
    address: String(room.id),
    conversationKind: 'direct',
    content,
    replyTo: null,
    idempotencyKey: 'key',
    ...more,
  };
}

/** A signal that never aborts. */
export const NEVER = new AbortController().signal;

export function text(said: string): PartContent {
  return { kind: 'text', text: said };
}
