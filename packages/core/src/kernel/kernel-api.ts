import type { PairingId, PairingRecord } from '../access/pairing.ts';
import type { Principal } from '../access/principal.ts';
import type { DeliveryRecord } from '../delivery/delivery.ts';
import type {
  ConversationId,
  DeliveryId,
  IntakeId,
  PrincipalId,
  RunId,
  SessionId,
} from '../id/id.ts';
import type { InboundEvent } from '../message/message.ts';
import type { KeptPiece } from '../ports/album-store.ts';
import type { ApproveResult } from '../ports/people-store.ts';
import type { AcceptResult } from '../ports/store.ts';
import type { QueueMode, RunOptions } from '../routing/intake.ts';
import type { SessionRecord, SessionSettings } from '../session/session.ts';
import type { KernelEvent, LiveRun } from './event.ts';

/** What a face or a channel hands to the kernel. */
export type AcceptRequest = {
  readonly event: InboundEvent;
  readonly principal: Principal;
  /** Named by faces that choose their session (web chat, CLI); others are routed. */
  readonly sessionKey?: string;
  readonly options?: RunOptions;
  readonly queueMode?: QueueMode;
  /** Tells the sender that the message is safe: called after T1 and before anything is done about it. Must not throw. */
  readonly acknowledge?: (result: AcceptResult) => void;
  /** The client's name for the run: repeated by the same principal in the same session, it is the same request. */
  readonly alias?: string;
};

/** `refused`: the request made no sense and nothing was recorded. */
export type AcceptOutcome = AcceptResult | { readonly kind: 'refused'; readonly reason: string };

export type ReceiveResult = AcceptResult | Extract<KeptPiece, { kind: 'kept' }>;

/** accept → route → enqueue → run → settle → deliver, over the ports. */
export interface KernelApi {
  /** Takes up what a previous process left, then works. Resolves when new messages may come; resumed runs go on behind it. */
  start(): Promise<RecoveryReport>;
  /** Puts running work aside within two seconds, durably, for the next start. */
  stop(): Promise<void>;
  /** Resolves after T1. Rejects with a StoreError when nothing was accepted. */
  accept(request: AcceptRequest): Promise<AcceptOutcome>;
  /**
   * Takes an event of a platform: who may write, which agents answer and where is decided here. Resolves
   * after T1 or, of a piece of an album, once it is kept: T1 of the album follows when it is complete.
   * Rejects with a StoreError when nothing was accepted.
   */
  receive(event: InboundEvent): Promise<ReceiveResult>;
  /** Lets in whom a code belongs to; what was kept of them is answered. */
  approvePairing(request: {
    readonly code: string;
    readonly principalId: PrincipalId;
    readonly asOwner: boolean;
  }): Promise<ApproveResult>;
  /** Turns a request away. Rejects as the store's `denyPairing` does. */
  denyPairing(request: PairingRequest): Promise<PairingRecord>;
  /** Takes back what an approval gave. Rejects as the store's `revokePairing` does. */
  revokePairing(request: PairingRequest): Promise<PairingRecord>;
  /** Stops a run within half a second. False when it has already ended. */
  stopRun(request: {
    readonly runId: RunId;
    readonly principalId: PrincipalId;
    readonly reason: string;
  }): Promise<boolean>;
  /** Takes messages out of the session's lane before their turn; all that wait, or the named ones. Returns how many. */
  cancelWaiting(request: {
    readonly sessionId: SessionId;
    readonly principalId: PrincipalId;
    readonly intakeIds?: readonly IntakeId[];
  }): Promise<number>;
  /** Cancels what waits in the session's lane and stops the run that holds it. Returns how many of each. */
  stopSession(request: {
    readonly sessionId: SessionId;
    readonly principalId: PrincipalId;
    readonly reason: string;
  }): Promise<{ readonly runs: number; readonly waiting: number }>;
  /** Stops the session's work, then begins a new epoch. */
  resetSession(request: {
    readonly sessionId: SessionId;
    readonly principalId: PrincipalId;
  }): Promise<SessionRecord>;
  deleteSession(request: {
    readonly sessionId: SessionId;
    readonly principalId: PrincipalId;
  }): Promise<void>;
  patchSession(request: {
    readonly sessionId: SessionId;
    readonly principalId: PrincipalId;
    readonly settings: { readonly [K in keyof SessionSettings]: SessionSettings[K] | null };
  }): Promise<SessionRecord>;
  createSession(request: {
    readonly principalId: PrincipalId;
    readonly key: string;
    readonly settings: SessionSettings;
  }): Promise<SessionRecord>;
  retryDelivery(request: {
    readonly deliveryId: DeliveryId;
    readonly principalId: PrincipalId;
  }): Promise<DeliveryRecord>;
  dropDelivery(request: {
    readonly deliveryId: DeliveryId;
    readonly principalId: PrincipalId;
  }): Promise<DeliveryRecord>;
  /** Sends again what failed or may not have arrived in a conversation. Returns how many deliveries. */
  resendIn(request: {
    readonly conversationId: ConversationId;
    readonly principalId: PrincipalId;
  }): Promise<number>;
  /** Runs in this process, of one session or of all. */
  liveRuns(sessionKey?: string): readonly LiveRun[];
  /** Resolves when the run is settled; at once when it already is. */
  waitForRun(runId: RunId, signal?: AbortSignal): Promise<void>;
  /** Contract: the listener must not throw; it is called synchronously, in order. Returns how to unsubscribe. */
  subscribe(listener: (event: KernelEvent) => void): () => void;
}

type PairingRequest = { readonly pairingId: PairingId; readonly principalId: PrincipalId };

export type RecoveryReport = {
  readonly resumed: number;
  readonly givenUp: number;
  /** Delivery parts whose sending was cut off; each becomes unknown, is looked up or is sent again with its key. */
  readonly interruptedParts: number;
};
