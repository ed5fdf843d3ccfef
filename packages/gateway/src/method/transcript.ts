import type { EntryRecord, RunId, SessionRecord } from '@coderclaw/core';
import type { TranscriptMessage } from '@coderclaw/protocol';
import { type EntryNames, toTranscriptMessage } from '../event/transcript-message.ts';
import type { RequestContext } from './context.ts';

/** The newest entries but the last `offset`, or those after a cursor. */
export type TranscriptQuery =
  | { readonly limit: number; readonly offset: number }
  | { readonly limit: number; readonly afterCursor: number };

/** A stretch of the present epoch's transcript, oldest first, as the client may see it. */
export async function readTranscript(
  context: RequestContext,
  session: SessionRecord,
  query: TranscriptQuery,
): Promise<{ readonly messages: TranscriptMessage[]; readonly more: boolean }> {
  const { store, verbosity } = context.gateway;
  const { entries, more } = await readEntries(context, session, query);
  const names = await namesOf(store, entries);
  const verbose = verbosity.levelOf(session.key, session.agentId);
  const messages = entries.flatMap(
    (entry) => toTranscriptMessage(entry, verbose, names.get(entry)) ?? [],
  );
  return { messages, more };
}

async function readEntries(
  { gateway }: RequestContext,
  { id: sessionId, epoch }: SessionRecord,
  query: TranscriptQuery,
): Promise<{ entries: readonly EntryRecord[]; more: boolean }> {
  const ofEpoch = (entries: readonly EntryRecord[]) =>
    entries.filter((entry) => entry.epoch === epoch);
  if ('afterCursor' in query) {
    const page = await gateway.store.listEntries({ sessionId, ...query });
    return { entries: ofEpoch(page.entries), more: page.entries.length === query.limit };
  }
  const { limit, offset } = query;
  const page = await gateway.store.listEntries({ sessionId, limit: limit + offset });
  const present = ofEpoch(page.entries);
  const end = Math.max(0, present.length - offset);
  const start = Math.max(0, end - limit);
  const olderEpochs = present.length < page.entries.length;
  return { entries: present.slice(start, end), more: start > 0 || (page.more && !olderEpochs) };
}

/** What clients call the runs and messages behind these entries. */
async function namesOf(
  store: RequestContext['gateway']['store'],
  entries: readonly EntryRecord[],
): Promise<ReadonlyMap<EntryRecord, EntryNames>> {
  const names = new Map<EntryRecord, EntryNames>();
  const byRun = Map.groupBy(entries, (entry) => entry.runId);
  const asked = [...byRun].map(
    async ([runId, own]) => [runId, own, runId ? await aliasesOf(store, runId) : []] as const,
  );
  for (const [runId, own, aliases] of await Promise.all(asked)) {
    if (runId === null) continue;
    const wireId = aliases.find((alias) => alias !== null) ?? runId;
    let message = firstMessage(own, aliases);
    for (const entry of own) {
      const idempotencyKey = entry.content.role === 'user' ? aliases[message++] : undefined;
      names.set(entry, { runId: wireId, idempotencyKey });
    }
  }
  return names;
}

async function aliasesOf(
  store: RequestContext['gateway']['store'],
  runId: RunId,
): Promise<readonly (string | null)[]> {
  return (await store.listRunIntakes(runId)).map((intake) => intake.alias);
}

/** A page may begin within a run: its messages are then the last of the run's. */
function firstMessage(entries: readonly EntryRecord[], aliases: readonly unknown[]): number {
  const shown = entries.filter((entry) => entry.content.role === 'user').length;
  return Math.max(0, aliases.length - shown);
}
