import { isDeepStrictEqual } from 'node:util';
import {
  type AcceptOutcome,
  type AcceptResult,
  type ImageBlock,
  type InboundEvent,
  isOwner,
  type QueueMode,
  type RunOptions,
  type UserContent,
} from '@coderclaw/core';
import { type Attachment, WireError } from '@coderclaw/protocol';
import { eventOfClient } from '../directory/channel-directory.ts';
import type { RequestContext } from './context.ts';
import { checkSessionId, findOrRefuse, type NamedSession } from './session-lookup.ts';

/** The most that the configuration allows too. */
const MAX_RUN_MS = 24 * 60 * 60_000;
const MAX_IMAGES = 10;
const MAX_IMAGE_BYTES = 5 * 1024 * 1024;
const IMAGE_TYPES: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

export type IncomingMessage = {
  readonly session: NamedSession;
  /** The client's name for the run, and the key under which a repetition is recognised. */
  readonly name: string;
  readonly text: string;
  readonly method: 'chat.send' | 'agent' | 'sessions.create';
  readonly attachments?: readonly Attachment[];
  readonly expectedSessionId?: string;
  readonly options?: RunOptions;
  readonly queueMode?: QueueMode;
};

export type Accepted = Exclude<AcceptOutcome, { kind: 'refused' }>;

/**
 * Hands a client's message to the kernel. `acknowledge` is called once it is durable and before anything
 * is done about it: what is answered there arrives ahead of the events.
 */
export async function acceptMessage(
  context: RequestContext,
  message: IncomingMessage,
  acknowledge: (result: AcceptResult) => void,
): Promise<Accepted> {
  const { gateway, connection, member } = context;
  const { session, name, options, queueMode } = message;
  const known = await findOrRefuse(context, session);
  if (known) checkSessionId(known, message.expectedSessionId);
  connection.follow(session.key);
  const event = toInbound(context, message);
  const outcome = await gateway.kernel.accept({
    event,
    principal: member.principal,
    sessionKey: session.key,
    alias: name,
    ...(options && { options }),
    ...(queueMode && { queueMode }),
    acknowledge: (result) => {
      refuseOtherContent(event, result);
      remember(context, result);
      acknowledge(result);
    },
  });
  if (outcome.kind === 'refused') throw new WireError('INVALID_REQUEST', outcome.reason);
  return outcome;
}

/** What a page calls a run's options, in the kernel's words. */
export function runOptions(wanted: RunOptions): RunOptions | undefined {
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

/** How long a run may take: the owner may wish up to a day, a guest up to what its agent is configured for (T29). */
export function boundedTimeout(
  { gateway, member }: RequestContext,
  { agentId }: NamedSession,
  wishedMs: number,
): number {
  const configured = gateway.agents.find(agentId)?.timeoutMs ?? 0;
  return Math.min(wishedMs, isOwner(member.principal.id) ? MAX_RUN_MS : configured);
}

/** A key that comes back with something else to say is a client's mistake: taken as a repetition, what it says would be lost. */
function refuseOtherContent({ content }: InboundEvent, result: AcceptResult): void {
  if (result.kind !== 'duplicate' || result.content === null) return;
  if (!isDeepStrictEqual(result.content, content))
    refuse('another message has this idempotencyKey already; send this one with a key of its own');
}

function remember({ gateway }: RequestContext, result: AcceptResult): void {
  if (result.kind !== 'accepted') return;
  for (const { session } of result.intakes) if (session) gateway.verbosity.remember(session);
}

function toInbound({ member }: RequestContext, message: IncomingMessage): InboundEvent {
  const { method, session, name, attachments = [] } = message;
  // Half a surrogate pair is no character and can not be stored as UTF-8: U+FFFD takes its place, here and for all.
  const text = message.text.toWellFormed();
  const images = attachments.map(toImage);
  if (images.length > MAX_IMAGES) refuse(`no more than ${MAX_IMAGES} images fit in a message`);
  if (images.length === 0 && text.trim() === '') refuse('the message is empty');
  const { principal, client } = member;
  const request = { principal, method, sessionKey: session.key, idempotencyKey: name, text };
  const event = eventOfClient(client.mode, request);
  if (images.length === 0) return event;
  const content: UserContent = { role: 'user', blocks: [...event.content.blocks, ...images] };
  return { ...event, content };
}

/** Images are read by the models themselves; other files come with the media store. */
function toImage({ mimeType, content }: Attachment): ImageBlock {
  if (!mimeType || !IMAGE_TYPES.includes(mimeType)) {
    refuse(`attachments must be images (${IMAGE_TYPES.join(', ')})`);
  }
  if (typeof content !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/u.test(content)) {
    refuse("an attachment's content must be base64");
  }
  if (content.length > (MAX_IMAGE_BYTES * 4) / 3 + 4) {
    refuse(`an image must not be larger than ${MAX_IMAGE_BYTES / 1024 / 1024} MiB`);
  }
  return { type: 'image', mimeType, data: content };
}

function refuse(message: string): never {
  throw new WireError('INVALID_REQUEST', message);
}
