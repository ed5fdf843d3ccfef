import { WireError } from './error.ts';
import { frameChecks } from './generated/incoming.js';
import type { ConnectParams } from './schema/connect.ts';
import type { EventFrame, RequestFrame, ResponseFrame } from './schema/frame.ts';
import type { HelloOk } from './schema/hello.ts';
import { type Check, formatForeignName, formatProblem } from './validation/problem.ts';

/** What a gateway sends. */
export type ServerFrame = ResponseFrame | EventFrame;

/** A client's frame from text. Throws a {@link WireError} `INVALID_REQUEST` that says what is wrong with it. */
export function parseRequestFrame(text: string): RequestFrame {
  const value = parseJson(text);
  const { type } = asFields(value);
  if (type !== undefined && type !== 'req') {
    const shown = formatForeignName(String(type));
    throw new WireError(
      'INVALID_REQUEST',
      `invalid frame: unknown frame type ${shown}; a client sends "req"`,
    );
  }
  return checked(value, 'frame', frameChecks.requestFrame);
}

/**
 * A gateway's frame from text, with the same error. Only what carries it is checked, and it may hold
 * properties that a newer gateway added.
 */
export function parseServerFrame(text: string): ServerFrame {
  const value = parseJson(text);
  const problem = describeServerFrame(value);
  if (problem !== undefined) throw new WireError('INVALID_REQUEST', `invalid frame: ${problem}`);
  return value as ServerFrame;
}

export function parseConnectParams(params: unknown): ConnectParams {
  return checked(params, 'connect params', frameChecks.connectParams);
}

/** Accepts what another gateway of the family adds to the hello; what we read of it is checked. */
export function parseHello(payload: unknown): HelloOk {
  const { type, server, features, auth, policy, snapshot } = asFields(payload);
  const isWhole = [server, features, auth, policy, snapshot].every(
    (part) => typeof part === 'object' && part !== null,
  );
  if (type !== 'hello-ok' || !isWhole || !Number.isInteger(asFields(policy).tickIntervalMs)) {
    throw new WireError(
      'INVALID_REQUEST',
      'invalid hello-ok: this is not a gateway that we know how to talk to',
    );
  }
  return payload as HelloOk;
}

function describeServerFrame(value: unknown): string | undefined {
  const { type, id, ok, event, seq, error } = asFields(value);
  if (type === 'event') {
    if (typeof event !== 'string' || event === '') return 'an event without a name';
    return seq === undefined || Number.isInteger(seq) ? undefined : 'an event with a broken seq';
  }
  if (type !== 'res') return 'neither a response nor an event';
  if (typeof id !== 'string' || id === '' || typeof ok !== 'boolean')
    return 'a response without id or ok';
  const { code, message } = asFields(error);
  const isExplained = typeof code === 'string' && typeof message === 'string';
  return ok || isExplained ? undefined : 'a failed response without an error';
}

function checked<Frame>(value: unknown, subject: string, check: Check): Frame {
  const problem = check(value);
  if (problem !== null) throw new WireError('INVALID_REQUEST', formatProblem(subject, problem));
  return value as Frame;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WireError('INVALID_REQUEST', 'invalid frame: not JSON', { cause });
  }
}

function asFields(value: unknown): { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null
    ? (value as { readonly [key: string]: unknown })
    : {};
}
