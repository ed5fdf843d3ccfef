import Type, { type Static, type TSchema } from 'typebox';
import { ConversationKind } from './people.ts';
import { Count, closed, Instant, nullable, optional, Text } from './scalar.ts';

/** The accounts on messaging platforms. */

const DmPolicy = Type.Enum(['pairing', 'allowlist', 'open', 'disabled']);

/** A place that turned to us and where nobody may talk yet. */
export const UnknownPlace = closed({
  address: Text,
  kind: ConversationKind,
  title: nullable(Type.String()),
  seenAt: Instant,
});
export type UnknownPlace = Static<typeof UnknownPlace>;

/**
 * An account of the configuration. The published fields come first; `link`, `groupPolicy`, `pendingPairings`,
 * `turnedAway`, `loops` and `places` are our own, where the published schema leaves room for them.
 */
export const ChannelAccount = closed({
  accountId: Text,
  /** Who we are on the platform, such as `@my_bot`. */
  name: optional(Type.String()),
  enabled: Type.Boolean(),
  /** Whether nothing is missing or wrong in what the configuration says of it. */
  configured: Type.Boolean(),
  /** Whether it is connected, or tries to be. */
  running: Type.Boolean(),
  connected: Type.Boolean(),
  healthState: Type.Enum(['starting', 'running', 'degraded', 'stopped', 'failed']),
  /** What is wrong, and what to do about it. */
  lastError: nullable(Type.String()),
  dmPolicy: DmPolicy,
  /** Where people find us. */
  link: optional(Type.String()),
  groupPolicy: Type.Enum(['allowlist', 'open', 'disabled']),
  /** Strangers who wait to be let in. */
  pendingPairings: Count,
  /** Strangers who found too many waiting, within a day. */
  turnedAway: Count,
  /** Senders who were cut off for a while as programs in a loop with us, within a day. */
  loops: Count,
  /** The last heard of first. */
  places: Type.Array(UnknownPlace),
});
export type ChannelAccount = Static<typeof ChannelAccount>;

/** Ignored: probe, timeoutMs. */
export const ChannelsStatusParams = closed({
  probe: optional(Type.Boolean()),
  timeoutMs: optional(Type.Integer({ minimum: 0 })),
  channel: optional(Text),
});
export type ChannelsStatusParams = Static<typeof ChannelsStatusParams>;

/** By the channel's name. */
const byChannel = <const Value extends TSchema>(value: Value) => Type.Record(Type.String(), value);

/** Every channel that can be configured, with the accounts that are. */
export const ChannelsStatusResult = closed({
  ts: Instant,
  channelOrder: Type.Array(Text),
  channelLabels: byChannel(Text),
  channels: byChannel(closed({ configured: Type.Boolean(), running: Type.Boolean() })),
  channelAccounts: byChannel(Type.Array(ChannelAccount)),
  channelDefaultAccountId: byChannel(Text),
});
export type ChannelsStatusResult = Static<typeof ChannelsStatusResult>;

const Name = Type.String({ minLength: 1, maxLength: 64 });
/** Keys of an account's section in the configuration, such as `botToken`, `apiRoot` or `dmPolicy`. Never log them. */
const AccountOptions = Type.Record(Type.String(), Type.Unknown());

/**
 * Event `channels.changed`: a group of this account wrote for the first time, has another title or address, or
 * somebody changed who answers in it. What is so now, `channels.status` and `wirings.list` say; that an account
 * connects, fails or is configured anew is told by `health`.
 */
export const ChannelsChangedEvent = closed({ channel: Text, account: Text });
export type ChannelsChangedEvent = Static<typeof ChannelsChangedEvent>;

/** Every channel that can be configured, with what a person is asked for to connect an account of it. */
export const ChannelsDescribeResult = closed({
  channels: Type.Array(
    closed({
      channel: Text,
      label: Text,
      /** How a person comes by what logs in, and where. */
      guide: closed({ text: Text, link: Text }),
      /** Keys of `options` of `channels.add`, in the order in which they are asked for. */
      fields: Type.Array(closed({ option: Text, label: Text, secret: Type.Boolean() })),
    }),
  ),
});
export type ChannelsDescribeResult = Static<typeof ChannelsDescribeResult>;

/** Asks the platform who a login belongs to; without `options`, that of the configured account. */
export const ChannelsCheckParams = closed({
  channel: Name,
  account: optional(Name),
  options: optional(AccountOptions),
});
export type ChannelsCheckParams = Static<typeof ChannelsCheckParams>;

export const ChannelsCheckResult = closed({
  ok: Type.Boolean(),
  name: optional(Type.String()),
  link: optional(Type.String()),
  problem: optional(closed({ code: Text, message: Text })),
});
export type ChannelsCheckResult = Static<typeof ChannelsCheckResult>;

/**
 * Asks the platform, then writes the account into the configuration and connects it; a known one gets the new
 * login. Where the platform is in the way, nothing is written, and `details.reason` is the channel's error code.
 */
export const ChannelsAddParams = closed({
  channel: Name,
  account: optional(Name),
  options: AccountOptions,
});
export type ChannelsAddParams = Static<typeof ChannelsAddParams>;

/** `enabled`: false where the configuration keeps it closed all the same. */
export const ChannelsAddResult = closed({
  ok: Type.Literal(true),
  channel: Text,
  account: Text,
  enabled: Type.Boolean(),
  dmPolicy: DmPolicy,
  name: Type.String(),
  link: Type.String(),
});
export type ChannelsAddResult = Static<typeof ChannelsAddResult>;

/** Closes an account and takes it out of the configuration. */
export const ChannelsRemoveParams = closed({ channel: Name, account: optional(Name) });
export type ChannelsRemoveParams = Static<typeof ChannelsRemoveParams>;

/** `remains`: the variable of the environment that logs the account in all the same. */
export const ChannelsRemoveResult = closed({ ok: Type.Literal(true), remains: nullable(Text) });
export type ChannelsRemoveResult = Static<typeof ChannelsRemoveResult>;
