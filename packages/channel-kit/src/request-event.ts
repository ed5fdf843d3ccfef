import type { InboundEvent, PrincipalId } from '@coderclaw/core';
import { userText } from '@coderclaw/core';
import { ChannelError } from './channel-error.ts';
import { formatKey } from './event-key.ts';

/** One login is all that a channel of the gateway's own clients has. */
export const REQUEST_ACCOUNT = 'default';

/** A message as a client of the gateway itself sends it: the page, the command line. */
export type MessageRequest = {
  readonly principal: { readonly id: PrincipalId };
  /** The method that carried it, such as `chat.send`. */
  readonly method: string;
  readonly sessionKey: string;
  /** The client's own; the same one again, by the same principal in the same session, is the same message. */
  readonly idempotencyKey: string;
  readonly text: string;
  /** Where the text came from, when that is not the principal's own hand. */
  readonly labels?: readonly string[];
};

/**
 * Turns a request into an event. The text stays as it was written, but for lone surrogates, which
 * become U+FFFD. Throws CHANNEL_INVALID_INPUT for a NUL in the text and for control characters in keys.
 */
export function eventOfRequest(channel: string, request: MessageRequest): InboundEvent {
  const { principal, method, sessionKey, idempotencyKey, labels } = request;
  if (request.text.includes('\u0000')) {
    throw new ChannelError('CHANNEL_INVALID_INPUT', 'the text holds a NUL character; remove it');
  }
  requireName('session key', sessionKey);
  requireName('idempotency key', idempotencyKey);
  return {
    channel,
    account: REQUEST_ACCOUNT,
    eventKey: formatKey([principal.id, method, sessionKey, idempotencyKey]),
    kind: 'message',
    conversation: { address: sessionKey, kind: 'direct' },
    sender: { identity: principal.id },
    content: userText(request.text.toWellFormed()),
    ...(labels && labels.length > 0 ? { labels } : {}),
  };
}

const MAX_NAME_UNITS = 512;

function requireName(what: string, name: string): void {
  if (name !== '' && name.length <= MAX_NAME_UNITS && name.isWellFormed() && !/\p{Cc}/u.test(name))
    return;
  const rule = `1 to ${MAX_NAME_UNITS} characters without control characters`;
  throw new ChannelError('CHANNEL_INVALID_INPUT', `the ${what} has to be ${rule}`);
}
