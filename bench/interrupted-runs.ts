// Accepts as many messages as argv says, whose runs never end, prints a line and waits to be killed.
import { ScriptedModel } from '@coderclaw/agent/testing';
import type { AgentOutcome } from '@coderclaw/core';
import { messageTo, openEngine } from './engine.ts';

const [directory = '', count = '0'] = process.argv.slice(2);
const { kernel } = openEngine({
  directory,
  models: new ScriptedModel([]),
  model: 'scripted/model',
  runner: { warm: async () => {}, run: () => new Promise<AgentOutcome>(() => {}) },
});
await kernel.start();
await Promise.all(
  Array.from({ length: Number(count) }, (_, index) =>
    kernel.accept(messageTo(index, `m-${index}`)),
  ),
);
process.stdout.write('interrupt me\n');
