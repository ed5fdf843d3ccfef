import assert from 'node:assert/strict';
import type { InboundEvent } from '@coderclaw/core';
import { textOf } from '@coderclaw/core';
import type { RecordingHost } from '../testing/recording-host.ts';

/** The name of every login under test. */
export const ACCOUNT = 'default';

const KINDS: readonly InboundEvent['kind'][] = ['message', 'edit', 'delete', 'reaction', 'action'];

/** What holds of every event, whatever it is and whenever it is offered. */
export function checkEvents(host: RecordingHost, channel: string): void {
  const factsByKey = new Map<string, string>();
  for (const event of host.offered) {
    checkEvent(event, channel);
    const facts = factsOf(event);
    const before = factsByKey.get(event.eventKey) ?? facts;
    assert.equal(facts, before, 'two events have one key');
    factsByKey.set(event.eventKey, facts);
  }
  assert.deepEqual(host.overlaps, [], 'an event was handed over before the one ahead was settled');
}

function checkEvent(event: InboundEvent, channel: string): void {
  assert.deepEqual([event.channel, event.account], [channel, ACCOUNT]);
  assert.ok(KINDS.includes(event.kind));
  assert.notEqual(event.eventKey, '');
  assert.notEqual(event.conversation.address, '');
  assert.notEqual(event.sender.identity, '');
  checkTexts(event, 'event');
  if (event.kind !== 'message')
    assert.ok(event.platformMessageId, `an event of kind ${event.kind} says of which message`);
  if (event.album) assert.notEqual(event.album.key, '');
  for (const { sourceRef } of event.files ?? []) assert.notEqual(sourceRef, '');
}

/** Every text in it is well-formed and without NUL. */
function checkTexts(value: unknown, where: string): void {
  if (typeof value === 'string') {
    assert.ok(value.isWellFormed(), `${where} is not well-formed Unicode`);
    assert.ok(!value.includes('\u0000'), `${where} holds a NUL`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) checkTexts(inner, `${where}.${name}`);
  }
}

function factsOf(event: InboundEvent): string {
  const { kind, conversation, sender, platformMessageId, content, album } = event;
  return JSON.stringify([
    kind,
    conversation.address,
    sender.identity,
    platformMessageId ?? null,
    textOf(content),
    album?.key ?? null,
  ]);
}
