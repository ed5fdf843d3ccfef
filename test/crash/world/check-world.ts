import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatEventKey } from '@coderclaw/channel-kit';
import type { PlatformMessage } from '@coderclaw/channel-kit/fake';
import { resolveHome } from '@coderclaw/config';
import {
  type AssistantContent,
  DEFAULT_TENANT,
  type EntryRecord,
  type InboundEvent,
  type IntakeStatus,
  type MessageId,
  OWNER,
  type RunError,
  type SendIdempotency,
  type Store,
  textOf,
  toolCallsOf,
  userText,
} from '@coderclaw/core';
import { createUuidIds, openAuditSigner, SYSTEM_CLOCK } from '@coderclaw/gateway/platform';
import { openSqliteStore } from '@coderclaw/store';
import { checkDeliveries } from './check-deliveries.ts';
import { checkFetches, checkFiles } from './check-files.ts';
import { channelName } from './crash-platform.ts';
import type { CrashWorld, Said } from './crash-world.ts';
import { answerWords, callId, formatPlan, markFile, type Plan, plansIn } from './plan.ts';

export type Expectations = {
  /** Errors with which a run may end instead of an answer. None by default. */
  readonly errors?: readonly RunError['code'][];
  /** The disk lost what was written last: messages may be gone, and the world outside knows more than the store. */
  readonly torn?: boolean;
};

const UNKNOWN = /whether it took effect is unknown/u;

/** Opens the store of a gateway that has stopped and holds it, the platforms and the model to the promises. */
export async function checkWorld(world: CrashWorld, expected: Expectations = {}): Promise<void> {
  const paths = resolveHome({ CODERCLAW_HOME: world.home });
  const signer = openAuditSigner(paths.auditKey);
  const store = openSqliteStore({ path: paths.database, ids: createUuidIds(SYSTEM_CLOCK), signer });
  try {
    const entries = await checkTranscripts(store);
    const answered: Said[] = [];
    for (const said of world.said) {
      const status = await checkIntake(store, said, expected);
      if (status?.run?.state === 'DONE') answered.push(said);
      if (!status || expected.torn) continue;
      checkUnsafeCalls(world, said.plan, entries);
      await checkFiles(store, world, await messagesOf(store, said, status), said);
    }
    if (!expected.torn) {
      await checkFetches(store);
      for (const id of world.commands) await checkCommand(store, id);
      const lines = entries.filter(({ content }) => content.role === 'command');
      assert.equal(lines.length, world.commands.length, 'not one line for each command');
      checkAnswers(
        answered.map(({ plan }) => plan),
        entries,
      );
      await checkDeliveries(store, world, answered);
    }
    assert.deepEqual(await store.listActiveRuns(), [], 'runs are left over');
    const audit = await store.verifyAudit();
    assert.ok(audit.ok, `the audit chain is broken: ${audit.problem}`);
  } finally {
    await store.close();
  }
}

/** Every entry follows the one before it; the cursor only grows. Returns them all. */
async function checkTranscripts(store: Store): Promise<readonly EntryRecord[]> {
  const all: EntryRecord[] = [];
  const { sessions } = await store.listSessions({ limit: 1_000, offset: 0 });
  for (const { id: sessionId, key } of sessions) {
    const { entries } = await store.listEntries({ sessionId, limit: 100_000 });
    for (const [index, entry] of entries.entries()) {
      const before = entries[index - 1];
      assert.equal(entry.parentId, before?.id ?? null, `${key}: entry ${index} hangs elsewhere`);
      assert.ok(!before || entry.cursor > before.cursor, `${key}: the cursor stands still`);
    }
    checkCalls(entries);
    all.push(...entries);
  }
  return all;
}

/** Every call has one result, but for those of an answer that was stopped. */
function checkCalls(entries: readonly EntryRecord[]): void {
  const results = entries.flatMap(({ content }) =>
    content.role === 'toolResult' ? [content.toolCallId] : [],
  );
  assert.equal(new Set(results).size, results.length, 'a call has two results');
}

/** Accepted once, and one disposition, that of what was asked. Undefined when the message is gone, where that may be. */
async function checkIntake(
  store: Store,
  said: Said,
  { errors = [], torn = false }: Expectations,
): Promise<IntakeStatus | undefined> {
  const { id } = said.plan;
  const intakes = await findIntakes(store, said);
  if (intakes.length === 0 && torn) return undefined;
  assert.equal(intakes.length, 1, `${id} has ${intakes.length} intakes`);
  const status = intakes[0]!;
  const { disposition } = status.intake;
  const { state, error } = status.run ?? {};
  if (error && errors.includes(error.code)) {
    assert.equal(disposition, 'failed', id);
    assert.ok(state === 'ERROR' || state === 'TIMEOUT', `${id} failed and is ${state}`);
  } else if (said.stopped) {
    assert.equal(disposition, 'cancelled', id);
    assert.ok(state === 'ABORTED' || state === undefined, `${id} was stopped and is ${state}`);
  } else {
    assert.equal(state, 'DONE', `${id}: ${error?.code}`);
    assert.ok(disposition === 'answered' || disposition === 'merged', `${id} is ${disposition}`);
  }
  return status;
}

/** Accepted once, and answered once. */
async function checkCommand(store: Store, alias: string): Promise<void> {
  const intakes = await store.findIntakesByAlias({ principalId: OWNER, alias });
  assert.deepEqual(
    intakes.map(({ intake }) => intake.disposition),
    ['command'],
    alias,
  );
}

async function findIntakes(store: Store, said: Said): Promise<readonly IntakeStatus[]> {
  const { id } = said.plan;
  if (said.via === 'chat') return store.findIntakesByAlias({ principalId: OWNER, alias: id });
  // A platform's message has no name of the client's. Handed over once more, it is answered with what became of it.
  const result = await store.acceptMessage({
    at: Date.now(),
    tenantId: DEFAULT_TENANT,
    principalId: OWNER,
    event: eventOf(said.via, said.messages[0]!),
    routes: [],
    claim: {
      executorId: 'check',
      leaseUntil: 0,
      pins: () => ({ configRevision: '', models: [], timeoutMs: 0, reserveMicros: 0 }),
    },
  });
  return result.kind === 'duplicate' ? result.intakes : [];
}

/**
 * The message of what was said. A piece of an album that came only when its album was on its way is another;
 * handed over once more, each is answered with the one that it became.
 */
async function messagesOf(
  store: Store,
  said: Said,
  { intake }: IntakeStatus,
): Promise<readonly MessageId[]> {
  const ids = new Set([intake.messageId]);
  for (const message of said.via === 'chat' ? [] : said.messages.slice(1)) {
    const event = eventOf(said.via as SendIdempotency, message);
    const kept = await store.keepPiece({ at: Date.now(), tenantId: DEFAULT_TENANT, event });
    assert.ok(kept.kind === 'duplicate', `${message.id} is ${kept.kind}`);
    ids.add(kept.messageId);
  }
  return [...ids];
}

function eventOf(
  kind: SendIdempotency,
  { id, conversation, from, text, album }: PlatformMessage,
): InboundEvent {
  return {
    channel: channelName(kind),
    account: 'default',
    eventKey: formatEventKey({ kind: 'message', conversation, messageId: id }),
    kind: 'message',
    conversation: { address: conversation, kind: 'direct' },
    sender: { identity: from },
    content: userText(text),
    ...(album !== undefined && { album: { key: album } }),
  };
}

/** Marked once when the journal says so, at most once when it says that nobody knows. */
function checkUnsafeCalls(world: CrashWorld, plan: Plan, entries: readonly EntryRecord[]): void {
  for (const [index, call] of plan.calls.entries()) {
    if (call !== 'edit') continue;
    const id = callId(plan, index);
    const mark = readFileSync(join(world.home, 'workspace', markFile(plan, index)), 'utf8');
    const result = entries.find(
      ({ content }) => content.role === 'toolResult' && content.toolCallId === id,
    )?.content;
    const text = result ? textOf(result) : '';
    if (result && UNKNOWN.test(text)) {
      assert.match(mark, /^x\+?$/u, `${id} ran twice`);
      const told = world.requests.some(({ messages }) =>
        messages.some((message) => message.callId === id && UNKNOWN.test(message.text)),
      );
      assert.ok(told, `the model was not told that the outcome of ${id} is unknown`);
    } else if (result) {
      assert.equal(mark, 'x+', `${id}: ${text}`);
    } else {
      assert.match(mark, /^x\+?$/u, `${id} ran twice`);
    }
  }
}

/** Each message stands in one transcript once, and its answer too. */
function checkAnswers(answered: readonly Plan[], entries: readonly EntryRecord[]): void {
  const asked = entries.flatMap(({ content }) =>
    content.role === 'user' ? plansIn(textOf(content)).map(formatPlan) : [],
  );
  const answers = entries.flatMap(({ content }) =>
    content.role === 'assistant' && isLast(content) ? textOf(content).split(' ') : [],
  );
  for (const plan of answered) {
    const text = formatPlan(plan);
    assert.equal(asked.filter((one) => one === text).length, 1, `${plan.id} stands there not once`);
    for (const word of answerWords(plan)) {
      const said = answers.filter((one) => one === word).length;
      assert.equal(said, 1, `the answer has ${word} ${said} times`);
    }
  }
}

function isLast(answer: AssistantContent): boolean {
  return answer.stopReason === 'stop' && toolCallsOf(answer).length === 0;
}
