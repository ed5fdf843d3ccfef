import Type, { type Static } from 'typebox';
import { Count, closed, Instant, nullable, optional, Text } from './scalar.ts';

/** Who may talk to us on the channels, and who answers them there. */

export const ConversationKind = Type.Enum(['direct', 'group', 'channel', 'thread']);
const Id = Type.String({ minLength: 1, maxLength: 128 });
const ListLimit = Type.Integer({ minimum: 1, maximum: 1000 });

const PairingState = Type.Enum(['pending', 'approved', 'denied', 'expired', 'revoked']);
export type PairingState = Static<typeof PairingState>;

/** A stranger's request to be let in. The code itself is with the stranger, and nowhere else. */
export const Pairing = closed({
  id: Text,
  channel: Text,
  account: Text,
  /** The platform's own id of the person, which never changes. */
  identity: Text,
  /** What they call themselves: to be shown as text, never to be trusted. */
  displayName: nullable(Type.String()),
  agentId: Text,
  state: PairingState,
  /** Whether it was approved as an owner of this gateway. */
  asOwner: Type.Boolean(),
  createdAt: Instant,
  /** Pending until then at the latest. */
  expiresAt: Instant,
  decidedAt: nullable(Instant),
  decidedBy: nullable(Text),
});
export type Pairing = Static<typeof Pairing>;

/** Newest first. */
export const PairingListParams = closed({
  state: optional(PairingState),
  limit: optional(ListLimit),
});
export type PairingListParams = Static<typeof PairingListParams>;

/** `turnedAway`: strangers who found as many requests waiting as an account keeps, within a day; they were told nothing. */
export const PairingListResult = closed({ pairings: Type.Array(Pairing), turnedAway: Count });
export type PairingListResult = Static<typeof PairingListResult>;

/**
 * Lets in whom the code belongs to. `asOwner` makes that person an owner of this gateway and needs
 * `operator.admin`. A refusal has `details.reason`: `unknown`, `expired`, `decided`, or `locked` with `retryAt`.
 */
export const PairingApproveParams = closed({
  code: Type.String({ minLength: 1, maxLength: 64 }),
  asOwner: optional(Type.Boolean()),
});
export type PairingApproveParams = Static<typeof PairingApproveParams>;

/** `messages`: how many had been kept, and are answered now. */
export const PairingApproveResult = closed({
  ok: Type.Literal(true),
  pairing: Pairing,
  messages: Count,
});
export type PairingApproveResult = Static<typeof PairingApproveResult>;

/** Turns a pending request away; whoever made it is not asked about again for a day. */
export const PairingDenyParams = closed({ id: Id });
export type PairingDenyParams = Static<typeof PairingDenyParams>;

/** Takes an approval back: what it gave, on its account. */
export const PairingRevokeParams = closed({ id: Id });
export type PairingRevokeParams = Static<typeof PairingRevokeParams>;

/** `stillOwner`: the person is an owner all the same, by an approval on another account of the channel. */
export const PairingRevokeResult = closed({
  ok: Type.Literal(true),
  pairing: Pairing,
  stillOwner: Type.Boolean(),
});
export type PairingRevokeResult = Static<typeof PairingRevokeResult>;

export const PairingDecided = closed({ ok: Type.Literal(true), pairing: Pairing });
export type PairingDecided = Static<typeof PairingDecided>;

/** Event `pairing.changed`: somebody asks to be let in, was answered, or waited too long. */
export const PairingChangedEvent = closed({ pairing: Pairing });
export type PairingChangedEvent = Static<typeof PairingChangedEvent>;

const EngageMode = Type.Enum(['always', 'mention', 'mention-sticky', 'pattern']);
const SenderScope = Type.Enum(['all', 'known']);
const IgnoredPolicy = Type.Enum(['drop', 'accumulate']);
const SessionMode = Type.Enum(['conversation', 'thread', 'shared']);

/** Which agent answers in a conversation, and how. `file`: the configuration says so, and only there it is changed. */
export const Wiring = closed({
  /** Null for those of the configuration. */
  id: nullable(Text),
  origin: Type.Enum(['table', 'file']),
  channel: Text,
  account: Text,
  address: Text,
  /** Null for a place that has not been heard of. */
  kind: nullable(ConversationKind),
  title: nullable(Type.String()),
  agentId: Text,
  engage: EngageMode,
  pattern: nullable(Type.String()),
  senders: SenderScope,
  ignored: IgnoredPolicy,
  sessionMode: SessionMode,
});
export type Wiring = Static<typeof Wiring>;

export const WiringsListParams = closed({
  channel: optional(Id),
  limit: optional(ListLimit),
  offset: optional(Count),
});
export type WiringsListParams = Static<typeof WiringsListParams>;

export const WiringsListResult = closed({ total: Count, wirings: Type.Array(Wiring) });
export type WiringsListResult = Static<typeof WiringsListResult>;

/**
 * Wires an agent to a conversation that was heard of, or replaces how it is wired there. What is left
 * out is `mention`, `all`, `drop` and `thread`; in a direct conversation `always` in place of `mention`.
 */
export const WiringsSetParams = closed({
  channel: Id,
  account: optional(Id),
  /** The platform's own id of the conversation. */
  address: Type.String({ minLength: 1, maxLength: 512 }),
  agentId: Id,
  engage: optional(EngageMode),
  /** With `engage: pattern`, and only then. */
  pattern: optional(Type.String({ minLength: 1, maxLength: 256 })),
  senders: optional(SenderScope),
  ignored: optional(IgnoredPolicy),
  sessionMode: optional(SessionMode),
});
export type WiringsSetParams = Static<typeof WiringsSetParams>;

export const WiringsSetResult = closed({ ok: Type.Literal(true), wiring: Wiring });
export type WiringsSetResult = Static<typeof WiringsSetResult>;

export const WiringsRemoveParams = closed({ id: Id });
export type WiringsRemoveParams = Static<typeof WiringsRemoveParams>;

export const WiringsRemoveResult = closed({ ok: Type.Literal(true) });
export type WiringsRemoveResult = Static<typeof WiringsRemoveResult>;
