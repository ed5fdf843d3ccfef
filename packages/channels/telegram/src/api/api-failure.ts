import { ChannelError, type ChannelErrorCode } from '@coderclaw/channel-kit';
import { GrammyError, HttpError } from 'grammy';

/** A call that failed, in the words of channels. Neither the token nor what was sent is in it. */
export class ApiFailure extends ChannelError {
  /** What the platform said, such as `Bad Request: chat not found`; empty where it said nothing. */
  readonly description: string;
  /** The HTTP status of its answer; 0 where there was none. */
  readonly status: number;
  /** The chat's id, now that it is another. */
  readonly movedTo: string | undefined;
  /** Whether more came than any answer has. */
  readonly isTooLarge: boolean;

  constructor(code: ChannelErrorCode, detail: string, facts: ApiFacts = {}) {
    const { retryAfterMs } = facts;
    super(code, detail, retryAfterMs === undefined ? {} : { retryAfterMs });
    this.description = facts.description ?? '';
    this.status = facts.status ?? 0;
    this.movedTo = facts.movedTo;
    this.isTooLarge = facts.isTooLarge ?? false;
  }

  /** Whether it may be the platform or the way to it that is broken. */
  get isOutage(): boolean {
    return ['CHANNEL_UNREACHABLE', 'CHANNEL_UNAVAILABLE', 'CHANNEL_ANSWER_LOST'].includes(
      this.code,
    );
  }
}

type ApiFacts = {
  readonly description?: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly movedTo?: string | undefined;
  readonly isTooLarge?: boolean;
};

/** The refusals that are not the message's fault, by what the platform says ("Bad Request: …"). */
const REFUSALS: readonly (readonly [RegExp, ChannelErrorCode])[] = [
  [
    /chat not found|user not found|group chat was deleted|message thread not found|PEER_ID_INVALID|TOPIC_DELETED|TOPIC_ID_INVALID/iu,
    'CHANNEL_NOT_FOUND',
  ],
  [
    /not enough rights|have no rights|need administrator rights|CHAT_WRITE_FORBIDDEN|CHAT_ADMIN_REQUIRED|CHAT_RESTRICTED|CHAT_SEND_\w+_FORBIDDEN|TOPIC_CLOSED|USER_IS_BLOCKED|VOICE_MESSAGES_FORBIDDEN/iu,
    'CHANNEL_FORBIDDEN',
  ],
];

/** What went wrong with a call through grammY. `botToken` stands in nothing that is passed on. */
export function failureOf(error: unknown, botToken = ''): ApiFailure {
  if (error instanceof ApiFailure) return error;
  if (error instanceof GrammyError) return failureOfAnswer(error, botToken);
  if (error instanceof HttpError) return failureOfRequest(error.error);
  // A call that did not even begin: a defect of ours, such as an argument that can not be written.
  return new ApiFailure('CHANNEL_REFUSED', error instanceof Error ? error.name : 'no error');
}

/** What a platform that has lost its mind asks for is not done: nobody could wait so long, or read so much. */
const MAX_RETRY_AFTER_SECONDS = 24 * 60 * 60;
const MAX_DESCRIPTION_UNITS = 500;

function failureOfAnswer(
  { error_code: status, parameters, ...error }: GrammyError,
  botToken: string,
): ApiFailure {
  const { migrate_to_chat_id: movedTo } = parameters;
  const retryAfter = secondsOf(parameters.retry_after);
  const description = wordsOf(String(error.description), botToken);
  return new ApiFailure(codeOfAnswer(status, description), description, {
    description,
    status,
    ...(retryAfter !== undefined && { retryAfterMs: retryAfter * 1_000 }),
    ...(movedTo !== undefined && { movedTo: String(movedTo) }),
  });
}

/** A server that we do not trust may say anything, such as the address that we asked. */
function wordsOf(said: string, botToken: string): string {
  const [, secret = ''] = botToken.split(':');
  // Before it is cut, or a part of the token would be left.
  const known = secret === '' ? said : said.replaceAll(secret, '[token]');
  const short = known.slice(0, MAX_DESCRIPTION_UNITS).toWellFormed();
  return short.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}

function secondsOf(asked: unknown): number | undefined {
  if (typeof asked !== 'number' || !(asked >= 0)) return undefined;
  return Math.min(asked, MAX_RETRY_AFTER_SECONDS);
}

function codeOfAnswer(status: number, description: string): ChannelErrorCode {
  // A token that has not the form of one is answered with 404.
  if (status === 401 || status === 404) return 'CHANNEL_AUTH';
  if (status === 429) return 'CHANNEL_RATE_LIMITED';
  if (status >= 500 || status === 409) return 'CHANNEL_UNAVAILABLE';
  const refusal = REFUSALS.find(([words]) => words.test(description));
  if (refusal) return refusal[1];
  return status === 403 ? 'CHANNEL_FORBIDDEN' : 'CHANNEL_REFUSED';
}

/** With these, no connection came about: nothing of the request has left. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EPROTO',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function failureOfRequest(error: unknown): ApiFailure {
  const {
    code = '',
    message = '',
    name = 'Error',
    type,
  } = error as {
    code?: string;
    message?: string;
    name?: string;
    type?: string;
  };
  if (type === 'no-redirect')
    return new ApiFailure('CHANNEL_UNAVAILABLE', 'it sends us to another address; check apiRoot');
  if (type === 'max-size')
    return new ApiFailure('CHANNEL_ANSWER_LOST', 'its answer is too large', { isTooLarge: true });
  // Its message holds the address, and with it the token: only its code is passed on.
  const what = /^[A-Z][A-Z0-9_]+$/u.test(code)
    ? code
    : name === 'AbortError'
      ? 'given up'
      : 'no answer';
  const isBefore =
    NOT_CONNECTED.has(code) ||
    (code === 'ETIMEDOUT' && message.includes('connect ')) ||
    // Broken off while the two agreed on a secret, as middleboxes do: nothing was said yet.
    (code === 'ECONNRESET' && message.includes('before secure TLS connection'));
  if (isBefore) return new ApiFailure('CHANNEL_UNREACHABLE', what);
  return new ApiFailure('CHANNEL_ANSWER_LOST', what);
}
