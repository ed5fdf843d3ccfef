import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SILENT_LOGGER } from '../testing/silent-logger.ts';
import type { KernelEvent } from './event.ts';
import { EventHub } from './event-hub.ts';

const event = {
  type: 'session',
  sessionKey: 'agent:main:main',
  agentId: 'main',
  change: 'active',
} as KernelEvent;

test('every listener hears every event, in the order of subscription', () => {
  const hub = new EventHub(SILENT_LOGGER);
  const heard: string[] = [];
  hub.subscribe(() => heard.push('first'));
  hub.subscribe(() => heard.push('second'));
  hub.tell(event);
  hub.tell(event);
  assert.deepEqual(heard, ['first', 'second', 'first', 'second']);
});

test('a listener that throws is recorded and keeps the event from nobody', () => {
  const problems: unknown[] = [];
  const hub = new EventHub({
    ...SILENT_LOGGER,
    error: (_message, fields) => problems.push(fields?.event),
  });
  let heard = 0;
  hub.subscribe(() => {
    throw new Error('listener is broken');
  });
  hub.subscribe(() => {
    heard += 1;
  });
  hub.tell(event);
  assert.equal(heard, 1);
  assert.deepEqual(problems, ['session']);
});

test('a listener that unsubscribes hears no more, even from within an event', () => {
  const hub = new EventHub(SILENT_LOGGER);
  let heard = 0;
  const leave = hub.subscribe(() => {
    heard += 1;
    leave();
  });
  hub.tell(event);
  hub.tell(event);
  leave();
  assert.equal(heard, 1);
});
