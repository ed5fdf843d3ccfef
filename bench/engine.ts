import { join } from 'node:path';
import { createAgentRunner, type ModelSource } from '@coderclaw/agent';
import { openPullAccount, PULL_CAPABILITIES } from '@coderclaw/channel-kit';
import {
  type AcceptRequest,
  type AgentId,
  type AgentRunner,
  createKernel,
  DEFAULT_TENANT,
  type KernelApi,
  NO_CHECKPOINT,
  OWNER,
  type PolicyDirectory,
  type Signer,
  type Store,
  userText,
} from '@coderclaw/core';
import { MemoryBlobs, SILENT_LOGGER } from '@coderclaw/core/testing';
import { createUuidIds, openAuditSigner, SYSTEM_CLOCK } from '@coderclaw/gateway/platform';
import { openBlobStore, openSqliteStore } from '@coderclaw/store';

const AGENT = 'main' as AgentId;
const NOBODY: PolicyDirectory = { find: () => undefined };

/** The kernel on a real database and the real agent loop, without the gateway's server. */
export type Engine = {
  readonly kernel: KernelApi;
  readonly store: Store;
  readonly close: () => Promise<void>;
};

export type EngineOptions = {
  readonly directory: string;
  /** Names of the files in it; the bench's own where they are left out. */
  readonly database?: { readonly file: string; readonly auditKey: string };
  readonly models: ModelSource;
  /** `<provider>/<model>`. */
  readonly model: string;
  /** Stands in for the agent loop where the loop is not what is measured. */
  readonly runner?: AgentRunner;
  /** Who may talk on channels; nobody where it is left out. */
  readonly policies?: PolicyDirectory;
};

export function openEngine(options: EngineOptions): Engine {
  const { directory, models, model, runner, policies = NOBODY } = options;
  const { file, auditKey } = options.database ?? { file: 'bench.db', auditKey: 'audit.key' };
  const clock = SYSTEM_CLOCK;
  const signer: Signer = openAuditSigner(join(directory, auditKey));
  const store = openSqliteStore({
    path: join(directory, file),
    ids: createUuidIds(clock),
    signer,
  });
  const places = { home: directory, workspace: directory };
  const random = { next: Math.random };
  const blobs = openBlobStore({ directory: join(directory, 'media'), clock });
  const logger = SILENT_LOGGER;
  const settings = {
    id: AGENT,
    models: [model],
    thinking: 'off',
    timeoutMs: 600_000,
    reserveMicros: 0,
  } as const;
  const kernel = createKernel({
    store,
    runner:
      runner ?? createAgentRunner({ models, homes: () => places, blobs, clock, random, logger }),
    channels: { find: () => PULL },
    agents: {
      defaultAgentId: AGENT,
      revision: 'bench',
      find: () => settings,
      list: () => [settings],
    },
    policies,
    commands: { run: async () => ({ text: '' }) },
    pairingCodes: { mint: () => '', hash: (code) => code },
    blobs: new MemoryBlobs(),
    fileLimits: { totalBytes: 1e9, dailyBytes: 1e9 },
    verbosity: { levelOf: () => 'off' },
    clock,
    random,
    logger,
    checkpoint: NO_CHECKPOINT,
    tenantId: DEFAULT_TENANT,
    executorId: `bench-${process.pid}-${performance.now()}`,
  });
  const close = async () => {
    await kernel.stop();
    await store.close();
  };
  return { kernel, store, close };
}

const PULL = openPullAccount('default', PULL_CAPABILITIES);

/** A message of the owner to one of many conversations. */
export function messageTo(conversation: number, eventKey: string): AcceptRequest {
  const address = `c${conversation}`;
  return {
    event: {
      channel: 'webchat',
      account: 'default',
      eventKey,
      kind: 'message',
      conversation: { address, kind: 'direct' },
      sender: { identity: OWNER },
      content: userText('ping'),
    },
    principal: { id: OWNER, kind: 'user' },
    sessionKey: `agent:main:explicit:${address}`,
    alias: eventKey,
  };
}

export type Load = {
  readonly count: number;
  /** Prefix of the messages' keys. */
  readonly tag: string;
  /** Talked in side by side, one message at a time in each; one by default. */
  readonly conversations?: number;
  /** Number of the first conversation; 0 by default. */
  readonly first?: number;
};

/**
 * Sends messages and waits for every answer. Returns how long each took from accept to settle, in
 * milliseconds, and how long all took.
 */
export async function drive(
  kernel: KernelApi,
  { count, tag, conversations = 1, first = 0 }: Load,
): Promise<{ readonly turnMs: readonly number[]; readonly totalMs: number }> {
  const turnMs: number[] = [];
  const settled = new Map<string, () => void>();
  const unsubscribe = kernel.subscribe((event) => {
    if (event.type === 'settled') settled.get(event.run.wireId)?.();
  });
  let next = 0;
  const begun = performance.now();
  const talk = async (conversation: number) => {
    while (next < count) {
      const eventKey = `${tag}-${next}`;
      next += 1;
      const sent = performance.now();
      const answered = new Promise<void>((resolve) => settled.set(eventKey, resolve));
      await kernel.accept(messageTo(conversation, eventKey));
      await answered;
      settled.delete(eventKey);
      turnMs.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: conversations }, (_, index) => talk(first + index)));
  unsubscribe();
  return { turnMs, totalMs: performance.now() - begun };
}
