import type { InboundEvent, PrincipalId } from '@coderclaw/core';
import type { Channel } from '../channel.ts';
import type { MessageRequest } from '../request-event.ts';
import { RecordingHost } from '../testing/recording-host.ts';
import type { ChannelUnderTest, TestMessage } from './harness.ts';

/** A pull channel under test: its clients' requests stand for the platform, their answers for its acknowledgements. */
export function requestChannelUnderTest(
  channel: Channel,
  method: string,
  eventOf: (request: MessageRequest) => InboundEvent,
): ChannelUnderTest {
  const host = new RecordingHost();
  const answered: string[] = [];
  const write = async ({ id, conversation, from, text }: TestMessage): Promise<void> => {
    const principal = { id: from as PrincipalId };
    await host.accept(
      eventOf({ principal, method, sessionKey: conversation, idempotencyKey: id, text }),
    );
    answered.push(id);
  };
  return { channel, host, write, writeAgain: write, acknowledged: () => answered };
}
