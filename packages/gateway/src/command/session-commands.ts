import type { SessionSettings } from '@coderclaw/core';
import { codeOf, countOf, formatSpan } from './answer-text.ts';
import type { CommandHandler } from './command-ports.ts';

export const stop: CommandHandler = async ({ session, principalId }, ports) => {
  const { kernel, store, clock } = ports;
  const held = await store.listActiveRuns(session.id);
  const now = clock.now();
  const reason = '/stop';
  const stopped = await kernel().stopSession({ sessionId: session.id, principalId, reason });
  if (stopped.runs + stopped.waiting === 0) return { text: 'Nothing was running.' };
  const since = held[0] ? `, ${formatSpan(now - held[0].startedAt)} after it began` : '';
  const run = stopped.runs > 0 ? [`Stopped what I was working on${since}.`] : [];
  const waiting =
    stopped.waiting > 0 ? [`Took back ${countOf(stopped.waiting, 'waiting message')}.`] : [];
  return { text: [...run, ...waiting].join(' ') };
};

/** What of the settings stays with a session that begins anew. */
const KEPT: { readonly [Name in keyof SessionSettings]: string } = {
  model: 'model',
  thinking: 'thinking',
  verbose: 'verbose',
  queueMode: 'queue',
};

export const reset: CommandHandler = async ({ call, session, principalId }, ports) => {
  const { kernel, store } = ports;
  const held = await store.listActiveRuns(session.id);
  const { settings } = await kernel().resetSession({ sessionId: session.id, principalId });
  const kept = Object.entries(KEPT).flatMap(([name, word]) => {
    const value = settings[name as keyof SessionSettings];
    return value === undefined ? [] : [`${word} ${codeOf(value)}`];
  });
  const own = kept.length > 0 ? `, and what was set here: ${kept.join(', ')}` : '';
  const stopped = held.length > 0 ? 'I stopped what I was working on. ' : '';
  const lines = [
    `${stopped}We begin anew: I no longer see what was said before.`,
    `Files and notes of mine stay${own}.`,
  ];
  if (call.args !== '')
    lines.push(`I did not read what stood behind /${call.name}; send it once more by itself.`);
  return { text: lines.join('\n\n') };
};
