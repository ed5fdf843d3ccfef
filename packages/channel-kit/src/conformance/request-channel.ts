import { setTimeout as wait } from 'node:timers/promises';
import type { InboundEvent, PrincipalId } from '@coderclaw/core';
import type { Channel, ChannelHost } from '../channel.ts';
import type { MessageRequest } from '../request-event.ts';
import type { ChannelUnderTest, Said, TestSaying } from './harness.ts';

const ASK_AGAIN_MS = 2;

/**
 * A pull channel under test: its clients' requests stand for the platform, the answers that they get for
 * its acknowledgements. A client that gets none asks again, with the same key.
 */
export function requestChannelUnderTest(
  channel: Channel,
  method: string,
  eventOf: (request: MessageRequest) => InboundEvent,
): ChannelUnderTest {
  let host: ChannelHost | undefined;
  let over = false;
  const asked: MessageRequest[] = [];
  const answered = new Set<MessageRequest>();
  /** One at a time in a session, as a client's own list of what it sends. */
  const lines = new Map<string, Promise<void>>();

  const ask = (request: MessageRequest): void => {
    const before = lines.get(request.sessionKey) ?? Promise.resolve();
    const answer = before.then(() => untilAnswered(request));
    lines.set(request.sessionKey, answer);
  };
  const untilAnswered = async (request: MessageRequest): Promise<void> => {
    while (!over && !answered.has(request)) {
      try {
        await whileItLives(host!, host!.accept(eventOf(request)));
        answered.add(request);
      } catch {
        // Ignored: what was refused, or had its gateway die, is asked again.
        await wait(ASK_AGAIN_MS);
      }
    }
  };
  const says = async ({ by, in: sessionKey, text }: TestSaying): Promise<Said> => {
    const id = `request-${asked.length + 1}`;
    const request = {
      principal: { id: by as PrincipalId },
      method,
      sessionKey,
      idempotencyKey: id,
      text,
    };
    // What the adapter refuses is the client's own mistake, told at once and never asked again.
    eventOf(request);
    asked.push(request);
    ask(request);
    return { by, in: sessionKey, id, text };
  };
  return {
    createChannel: () => channel,
    people: {
      places: ['ann', 'bob'],
      identities: { ann: 'ann', bob: 'bob' },
      says,
      repeats: async () => {
        const newest = asked.at(-1)!;
        answered.delete(newest);
        ask(newest);
      },
      unacknowledged: () => asked.filter((request) => !answered.has(request)).length,
    },
    opened: (_, next) => {
      host = next;
    },
    close: async () => {
      over = true;
    },
  };
}

/** A gateway that stops leaves its clients without an answer. */
async function whileItLives(host: ChannelHost, answer: Promise<unknown>): Promise<void> {
  const died = Promise.withResolvers<never>();
  const die = () => died.reject(new Error('the gateway stopped'));
  if (host.signal.aborted) die();
  host.signal.addEventListener('abort', die, { once: true });
  await Promise.race([answer, died.promise]);
}
