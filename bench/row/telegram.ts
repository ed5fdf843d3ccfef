import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ScriptedModel } from '@coderclaw/agent/testing';
import type { ChannelAccount } from '@coderclaw/channel-kit';
import { TELEGRAM } from '@coderclaw/channel-telegram';
import type { AccountPolicy, AgentId, InboundEvent, OutboundPart } from '@coderclaw/core';
import { DEFAULT_TENANT, OWNER } from '@coderclaw/core';
import { SILENT_LOGGER } from '@coderclaw/core/testing';
import { SYSTEM_CLOCK } from '@coderclaw/gateway/platform';
import type { BotApiOrder, BotApiTold } from '../bot-api-process.ts';
import { sampleFsync, withDirectory } from '../disk.ts';
import { type Engine, openEngine } from '../engine.ts';
import { type Figure, type Measure, median, percentile } from '../figure.ts';
import { residentMb, startGatewayProcess } from '../gateway-process.ts';

const UPDATES = 5_000;
const GROUPS = 50;
const SINGLE_UPDATES = 300;
const SENDS = 300;
const PORT = 28_794;
const PROGRAM = fileURLToPath(new URL('../bot-api-process.ts', import.meta.url));
const NEVER = new AbortController().signal;

/** Everybody may write, and only who calls the bot by its name is answered. */
const POLICY: AccountPolicy = {
  dmPolicy: 'open',
  allowFrom: [],
  groupPolicy: 'open',
  groups: new Map(),
  mentionPatterns: [],
  queueMode: null,
};

/** Telegram through its real library, against the Bot API server in another process. */
export const measure: Measure = async () => [
  ...(await withDirectory(measureAccept)),
  await measureSends(),
  await measureMemory(),
];

type Platform = Awaited<ReturnType<typeof startPlatform>>;

async function startPlatform(flood: 'real' | 'off') {
  const child = fork(PROGRAM, [flood], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const next = async () => ((await once(child, 'message')) as [BotApiTold])[0];
  const open = (await next()) as Extract<BotApiTold, { type: 'open' }>;
  const ask = async (order: BotApiOrder) => {
    child.send(order);
    return ((await next()) as Extract<BotApiTold, { type: 'done' }>).ids;
  };
  const options = { botToken: open.token, apiRoot: open.apiRoot };
  return { options, ask, stop: () => child.disconnect() };
}

/** Messages that nobody is called in: each is committed, kept as context, and starts no run. */
async function measureAccept(directory: string): Promise<readonly Figure[]> {
  const fsyncMs = sampleFsync(directory, 500);
  const platform = await startPlatform('off');
  const models = new ScriptedModel(() => ({ text: '' }));
  const policies = { find: () => POLICY };
  const engine = openEngine({ directory, models, model: 'scripted/model', policies });
  await engine.kernel.start();
  const accepted: number[] = [];
  const account = await openAccount(platform, async (event) => {
    const receipt = await engine.kernel.receive(event);
    const [block] = event.content.blocks;
    const sentAt = Number(block?.type === 'text' ? block.text : Number.NaN);
    accepted.push(performance.timeOrigin + performance.now() - sentAt);
    return { kind: receipt.kind === 'duplicate' ? 'duplicate' : 'accepted' };
  });
  const hear = async (count: number) => {
    const before = accepted.length;
    await platform.ask({ type: 'write', count, groups: GROUPS });
    while (accepted.length < before + count) await sleep(1);
  };
  await hear(GROUPS);
  await keepAsContext(engine);
  await hear(500);
  accepted.length = 0;
  const begun = performance.now();
  await hear(UPDATES);
  const perSecond = UPDATES / ((performance.now() - begun) / 1_000);
  accepted.length = 0;
  for (let index = 0; index < SINGLE_UPDATES; index += 1) await hear(1);
  await account.close();
  await engine.close();
  platform.stop();
  const flushMs = median(fsyncMs);
  return [
    {
      what: 'Telegram updates accepted',
      value: perSecond,
      unit: '/s',
      neighbour: { what: 'flushes of the disk', value: 1_000 / flushMs, unit: '/s' },
    },
    {
      what: 'Telegram: written → committed, p50',
      value: median(accepted),
      unit: 'ms',
      neighbour: { what: 'one flush of the disk, p50', value: flushMs, unit: 'ms' },
    },
    {
      what: 'Telegram: written → committed, p99',
      value: percentile(accepted, 0.99),
      unit: 'ms',
      neighbour: {
        what: 'one flush of the disk, p99',
        value: percentile(fsyncMs, 0.99),
        unit: 'ms',
      },
    },
  ];
}

async function keepAsContext({ store }: Engine): Promise<void> {
  const at = SYSTEM_CLOCK.now();
  for (const { id: conversationId } of await store.listPlaces({ limit: GROUPS }))
    await store.saveWiring({
      at,
      tenantId: DEFAULT_TENANT,
      principalId: OWNER,
      conversationId,
      rule: {
        agentId: 'main' as AgentId,
        engage: 'mention',
        pattern: null,
        senders: 'all',
        ignored: 'accumulate',
        sessionMode: 'thread',
      },
    });
}

type Accept = Parameters<typeof TELEGRAM.open>[1]['accept'];

function openAccount({ options }: Platform, accept: Accept): Promise<ChannelAccount> {
  return TELEGRAM.open(
    { account: 'default', options },
    {
      accept,
      moved: async () => {},
      readFile: async () => new Uint8Array(),
      report: () => {},
      logger: SILENT_LOGGER,
      clock: SYSTEM_CLOCK,
      signal: NEVER,
    },
  );
}

/** One message to each of many people, each as soon as the platform's limits let it go. */
async function measureSends(): Promise<Figure> {
  const platform = await startPlatform('real');
  const account = await openAccount(platform, async (_event: InboundEvent) => ({
    kind: 'accepted',
  }));
  const ids = await platform.ask({ type: 'people', count: SENDS });
  const begun = performance.now();
  await Promise.all(ids.map((id) => sendTo(account, String(id))));
  const seconds = (performance.now() - begun) / 1_000;
  await account.close();
  platform.stop();
  return {
    what: 'Telegram messages sent, at its limits',
    value: SENDS / seconds,
    unit: '/s',
    neighbour: { what: "the platform's limit", value: 30, unit: '/s' },
  };
}

async function sendTo(account: ChannelAccount, address: string): Promise<void> {
  const part: OutboundPart = {
    address,
    conversationKind: 'direct',
    content: { kind: 'text', text: 'pong' },
    replyTo: null,
    idempotencyKey: address,
  };
  for (;;) {
    const outcome = await account.send(part, NEVER);
    if (outcome.kind === 'delivered') return;
    if (outcome.kind === 'held') await sleep(outcome.waitMs);
    else if (outcome.kind === 'unsent' && outcome.retryable)
      await sleep(outcome.retryAfterMs ?? 50);
    else throw new Error(`not sent: ${JSON.stringify(outcome)}`);
  }
}

/** What a gateway holds with a bot that is connected, beside one without. */
async function measureMemory(): Promise<Figure> {
  const platform = await startPlatform('off');
  const { botToken, apiRoot } = platform.options;
  const config = JSON.stringify({ channels: { telegram: { botToken, apiRoot } } });
  const withoutMb = await withDirectory((home) => idleMb(home));
  const withMb = await withDirectory((home) => {
    writeFileSync(join(home, 'coderclaw.yaml'), config, { mode: 0o600 });
    return idleMb(home);
  });
  platform.stop();
  return {
    what: 'memory of the loaded Telegram channel',
    value: withMb - withoutMb,
    unit: 'MB',
    neighbour: { what: 'idle without it', value: withoutMb, unit: 'MB' },
  };
}

async function idleMb(home: string): Promise<number> {
  // The first start fills the cache.
  await (await startGatewayProcess(home, PORT)).stop();
  const gateway = await startGatewayProcess(home, PORT);
  await sleep(3_000);
  const mb = residentMb(gateway.pid);
  await gateway.stop();
  return mb;
}
