declare const brand: unique symbol;

/** An identifier of one kind of row. Ids of different kinds do not mix, though all are strings. */
export type Id<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Id<'tenant'>;
export type PrincipalId = Id<'principal'>;
export type AgentId = Id<'agent'>;
export type AccountId = Id<'account'>;
export type ConversationId = Id<'conversation'>;
export type MessageId = Id<'message'>;
export type AttachmentId = Id<'attachment'>;
export type IntakeId = Id<'intake'>;
export type SessionId = Id<'session'>;
export type RunId = Id<'run'>;
export type EntryId = Id<'entry'>;
export type StepId = Id<'step'>;
export type SignalId = Id<'signal'>;
export type DestinationId = Id<'destination'>;
export type DeliveryId = Id<'delivery'>;
export type PartId = Id<'part'>;
export type DeviceId = Id<'device'>;
export type AuditId = Id<'audit'>;

/** The one tenant of the personal edition. */
export const DEFAULT_TENANT = 'default' as TenantId;
/** The owner of the machine: whoever holds the gateway's token on loopback. */
export const OWNER = 'owner' as PrincipalId;
/** The gateway itself, where nobody else acts (recovery, BOOT.md, housekeeping). */
export const SYSTEM = 'system' as PrincipalId;

/** Whoever writes on a channel and belongs to no known principal (yet). May do nothing. */
export const STRANGER = 'stranger' as PrincipalId;

/**
 * Makes ids. Contract: ids are unique across processes, sort by creation time within one process,
 * and hold only `[0-9a-z-]`.
 */
export interface Ids {
  next<T extends Id<string>>(): T;
}
