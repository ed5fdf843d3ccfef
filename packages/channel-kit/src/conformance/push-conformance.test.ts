import { fakeChannelUnderTest } from '../fake/fake-subject.ts';
import { channelConformance } from './channel-conformance.ts';

for (const idempotency of ['key', 'lookup', 'none'] as const) {
  channelConformance(`FakeChannel with idempotency ${idempotency}`, () =>
    fakeChannelUnderTest({ idempotency, maxTextUnits: 100 }),
  );
}

channelConformance('FakeChannel with every capability', () =>
  fakeChannelUnderTest({
    idempotency: 'key',
    maxTextUnits: 300,
    edits: true,
    deletes: true,
    reactions: true,
    threads: true,
    typing: true,
    attachments: true,
    maxFileBytes: 1_000_000,
    buttons: true,
    streaming: true,
  }),
);
