import { CHANNEL_SCHEMAS, type ChannelSettings, DEFAULT_ACCOUNT } from '@coderclaw/config';
import {
  type AccountRef,
  type ConversationId,
  type ConversationRecord,
  type NotableRefusal,
  REFUSALS_TOLD_MS,
  type RefusalCount,
} from '@coderclaw/core';
import type { ChannelAccount, UnknownPlace } from '@coderclaw/protocol';
import type { GatewayContext, Handler } from './context.ts';

/** Places that are looked through for those where nobody may talk yet, and how many of an account are shown. */
const MAX_PLACES = 1_000;
const MAX_SHOWN_PLACES = 50;
const MAX_PAIRINGS = 1_000;

export const channelsStatus: Handler<'channels.status'> = async ({ gateway }, { channel }) => {
  const schemas = CHANNEL_SCHEMAS.filter(({ name }) => channel === undefined || name === channel);
  const facts = await readFacts(gateway);
  const accounts = schemas.map(({ name }) => [name, accountsOf(gateway, name, facts)] as const);
  return {
    ts: gateway.clock.now(),
    channelOrder: schemas.map(({ name }) => name),
    channelLabels: Object.fromEntries(schemas.map(({ name, label }) => [name, label])),
    channels: Object.fromEntries(
      accounts.map(([name, some]) => [
        name,
        { configured: some.length > 0, running: some.some(({ running }) => running) },
      ]),
    ),
    channelAccounts: Object.fromEntries(accounts),
    channelDefaultAccountId: Object.fromEntries(
      accounts.map(([name, some]) => [name, defaultOf(some)]),
    ),
  };
};

type Facts = {
  readonly pending: readonly AccountRef[];
  readonly refusals: readonly RefusalCount[];
  readonly places: readonly ConversationRecord[];
  readonly wired: ReadonlySet<ConversationId>;
};

async function readFacts({ store, clock }: GatewayContext): Promise<Facts> {
  const at = clock.now();
  const [pending, refusals, places, wirings] = await Promise.all([
    store.listPairings({ at, state: 'pending', limit: MAX_PAIRINGS }),
    store.countRefusals({ since: at - REFUSALS_TOLD_MS }),
    store.listPlaces({ limit: MAX_PLACES }),
    store.listWirings(),
  ]);
  return {
    pending,
    refusals,
    places,
    wired: new Set(wirings.map(({ conversationId }) => conversationId)),
  };
}

function accountsOf(gateway: GatewayContext, channel: string, facts: Facts): ChannelAccount[] {
  return gateway.config.settings.channels
    .filter((settings) => settings.channel === channel)
    .map((settings) => accountOf(gateway, settings, facts));
}

function accountOf(
  { channels }: GatewayContext,
  settings: ChannelSettings,
  facts: Facts,
): ChannelAccount {
  const { account, enabled, policy, problem } = settings;
  const report = channels.findConfigured(settings)?.report;
  const state = report?.state ?? 'stopped';
  return {
    accountId: account,
    ...(report?.name !== undefined && { name: report.name }),
    enabled,
    configured: problem === null,
    running: state !== 'stopped' && state !== 'failed',
    connected: state === 'running',
    healthState: state,
    lastError: report?.problem ?? problem,
    dmPolicy: policy.dmPolicy,
    ...(report?.link !== undefined && { link: report.link }),
    groupPolicy: policy.groupPolicy,
    pendingPairings: facts.pending.filter((pairing) => isOf(pairing, settings)).length,
    turnedAway: countOf(settings, facts, 'full'),
    loops: countOf(settings, facts, 'loop'),
    places: unknownPlaces(settings, facts),
  };
}

function countOf(settings: ChannelSettings, { refusals }: Facts, wanted: NotableRefusal): number {
  return refusals.find((one) => one.kind === wanted && isOf(one, settings))?.senders ?? 0;
}

/** What turned to us where neither the configuration nor a wiring lets anybody talk. Its threads go with it. */
function unknownPlaces(settings: ChannelSettings, { places, wired }: Facts): UnknownPlace[] {
  const { groupPolicy, groups } = settings.policy;
  if (groupPolicy !== 'allowlist' || groups.has('*')) return [];
  return places
    .filter(
      ({ id, address, formerAddress, ...place }) =>
        isOf(place, settings) &&
        !wired.has(id) &&
        !groups.has(address) &&
        !(formerAddress !== null && groups.has(formerAddress)),
    )
    .slice(0, MAX_SHOWN_PLACES)
    .map(({ address, kind, title, seenAt }) => ({ address, kind, title, seenAt }));
}

function isOf(one: AccountRef, other: AccountRef): boolean {
  return one.channel === other.channel && one.account === other.account;
}

function defaultOf(accounts: readonly ChannelAccount[]): string {
  const named = accounts.find(({ accountId }) => accountId === DEFAULT_ACCOUNT) ?? accounts[0];
  return named?.accountId ?? DEFAULT_ACCOUNT;
}
