import type { ResponseParameters } from 'grammy/types';

/**
 * What the cloud Bot API says when it refuses a call: the HTTP status, which is also `error_code`, and
 * the description. Texts are those of tdlib/telegram-bot-api `Client.cpp` (`fail_query_with_error`,
 * `check_chat_access`, `do_get_updates`), of TDLib `MessageEntity.cpp`, or of Telegram's own servers,
 * which the Bot API passes on in capitals.
 */
export const API_ERRORS = {
  UNAUTHORIZED: [401, 'Unauthorized'],
  NOT_FOUND: [404, 'Not Found'],
  REQUEST_TOO_LARGE: [413, 'Request Entity Too Large'],
  RATE_LIMITED: [429, 'Too Many Requests: retry after'],
  OTHER_POLL: [
    409,
    'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  ],
  POLL_ENDED_BY_WEBHOOK: [409, 'Conflict: terminated by setWebhook request'],
  WEBHOOK_ACTIVE: [
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  ],
  BAD_WEBHOOK_SECRET: [400, 'Bad Request: secret token contains unallowed characters'],
  WEBHOOK_UNRESOLVED: [
    400,
    'Bad Request: bad webhook: Failed to resolve host: Name or service not known',
  ],
  BAD_WEBHOOK_URL: [400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook'],

  CHAT_ID_MISSING: [400, 'Bad Request: chat identifier is not specified'],
  CHAT_ID_EMPTY: [400, 'Bad Request: chat_id is empty'],
  CHAT_NOT_FOUND: [400, 'Bad Request: chat not found'],
  GROUP_UPGRADED: [400, 'Bad Request: group chat was upgraded to a supergroup chat'],
  GROUP_DELETED: [403, 'Forbidden: the group chat was deleted'],
  KICKED_GROUP: [403, 'Forbidden: bot was kicked from the group chat'],
  KICKED_SUPERGROUP: [403, 'Forbidden: bot was kicked from the supergroup chat'],
  KICKED_CHANNEL: [403, 'Forbidden: bot was kicked from the channel chat'],
  NOT_MEMBER_GROUP: [403, 'Forbidden: bot is not a member of the group chat'],
  NOT_MEMBER_SUPERGROUP: [403, 'Forbidden: bot is not a member of the supergroup chat'],
  NOT_MEMBER_CHANNEL: [403, 'Forbidden: bot is not a member of the channel chat'],
  BLOCKED: [403, 'Forbidden: bot was blocked by the user'],
  DEACTIVATED: [403, 'Forbidden: user is deactivated'],
  NOT_STARTED: [403, "Forbidden: bot can't initiate conversation with a user"],
  OTHER_BOT: [403, "Forbidden: bot can't send messages to bots"],
  NEED_ADMIN_IN_CHANNEL: [400, 'Bad Request: need administrator rights in the channel chat'],
  CHAT_ADMIN_REQUIRED: [400, 'Bad Request: CHAT_ADMIN_REQUIRED'],

  TEXT_MISSING: [400, 'Bad Request: message text is empty'],
  TEXT_EMPTY: [400, 'Bad Request: text must be non-empty'],
  TEXT_TOO_LONG: [400, 'Bad Request: message is too long'],
  EDITED_TEXT_TOO_LONG: [400, 'Bad Request: MESSAGE_TOO_LONG'],
  CAPTION_TOO_LONG: [400, 'Bad Request: message caption is too long'],
  NOT_UTF8: [400, 'Bad Request: strings must be encoded in UTF-8'],
  PARSE_MODE: [400, 'Bad Request: unsupported parse_mode'],

  MESSAGE_ID_MISSING: [400, 'Bad Request: message identifier is not specified'],
  EDIT_NOT_FOUND: [400, 'Bad Request: message to edit not found'],
  DELETE_NOT_FOUND: [400, 'Bad Request: message to delete not found'],
  REPLY_NOT_FOUND: [400, 'Bad Request: message to be replied not found'],
  REACT_NOT_FOUND: [400, 'Bad Request: message to react not found'],
  THREAD_NOT_FOUND: [400, 'Bad Request: message thread not found'],
  TOPIC_CLOSED: [400, 'Bad Request: TOPIC_CLOSED'],
  QUOTE_INVALID: [400, 'Bad Request: QUOTE_TEXT_INVALID'],
  CAN_NOT_EDIT: [400, "Bad Request: message can't be edited"],
  CAN_NOT_DELETE: [400, "Bad Request: message can't be deleted"],
  CAN_NOT_REVOKE: [400, "Bad Request: message can't be deleted for everyone"],
  NO_TEXT_TO_EDIT: [400, 'Bad Request: there is no text in the message to edit'],
  NO_CAPTION_TO_EDIT: [400, 'Bad Request: there is no caption in the message to edit'],
  NOT_MODIFIED: [
    400,
    'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
  ],

  MARKUP_NOT_JSON: [400, "Bad Request: can't parse reply keyboard markup JSON object"],
  MARKUP_NOT_OBJECT: [400, 'Bad Request: object expected as reply markup'],
  MARKUP_NOT_ROWS: [
    400,
    'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
  ],
  BUTTON_WITHOUT_ACTION: [
    400,
    "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
  ],
  BUTTON_WITHOUT_TEXT: [
    400,
    'Bad Request: can\'t parse inline keyboard button: Can\'t find field "text"',
  ],
  BUTTON_DATA_INVALID: [400, 'Bad Request: BUTTON_DATA_INVALID'],
  BUTTON_URL_INVALID: [400, 'Bad Request: BUTTON_URL_INVALID'],
  REPLY_MARKUP_TOO_LONG: [400, 'Bad Request: reply markup is too long'],

  REACTION_INVALID: [400, 'Bad Request: REACTION_INVALID'],
  REACTIONS_TOO_MANY: [400, 'Bad Request: REACTIONS_TOO_MANY'],
  ACTION_INVALID: [400, 'Bad Request: wrong parameter action in request'],
  URL_INVALID: [400, 'Bad Request: URL_INVALID'],
  QUERY_TOO_OLD: [
    400,
    'Bad Request: query is too old and response timeout expired or query ID is invalid',
  ],

  FILE_ID_MISSING: [400, 'Bad Request: file_id not specified'],
  FILE_ID_WRONG: [400, 'Bad Request: invalid file_id'],
  FILE_REFERENCE_WRONG: [400, 'Bad Request: wrong file identifier/HTTP URL specified'],
  FILE_TOO_BIG: [400, 'Bad Request: file is too big'],
  FILE_EMPTY: [400, 'Bad Request: file must be non-empty'],
  PHOTO_MISSING: [400, 'Bad Request: there is no photo in the request'],
  DOCUMENT_MISSING: [400, 'Bad Request: there is no document in the request'],
  VIDEO_MISSING: [400, 'Bad Request: there is no video in the request'],
  AUDIO_MISSING: [400, 'Bad Request: there is no audio in the request'],
  VOICE_MISSING: [400, 'Bad Request: there is no voice in the request'],
  PHOTO_DIMENSIONS: [400, 'Bad Request: PHOTO_INVALID_DIMENSIONS'],
  PHOTO_NOT_IMAGE: [400, 'Bad Request: IMAGE_PROCESS_FAILED'],
  WRONG_URL_CONTENT: [400, 'Bad Request: failed to get HTTP URL content'],
  ALBUM_EMPTY: [400, 'Bad Request: there are no messages to send'],
  ALBUM_TOO_MANY: [400, 'Bad Request: too many messages to send as an album'],
  COMMAND_INVALID: [400, 'Bad Request: BOT_COMMAND_INVALID'],
  COMMAND_DESCRIPTION_INVALID: [400, 'Bad Request: BOT_COMMAND_DESCRIPTION_INVALID'],
  COMMANDS_TOO_MANY: [400, 'Bad Request: BOT_COMMANDS_TOO_MUCH'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

export type ApiErrorName = keyof typeof API_ERRORS;

/** A refusal, as it goes over the wire: `{ok: false, error_code, description, parameters?}`. */
export class ApiError extends Error {
  readonly code: number;
  readonly parameters: ResponseParameters | undefined;

  constructor(code: number, description: string, parameters?: ResponseParameters) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}

/** The refusal of that name. */
export function apiError(name: ApiErrorName, parameters?: ResponseParameters): ApiError {
  const [code, description] = API_ERRORS[name];
  return new ApiError(code, description, parameters);
}

/** What TDLib calls what may not be sent (`can_send_message_content`). */
const SENT_THINGS = {
  text: 'text messages',
  photo: 'photos',
  document: 'documents',
  voice: 'voice notes',
  video: 'videos',
  audio: 'music',
} as const;

export type SentThing = keyof typeof SENT_THINGS;

/** “Bad Request: not enough rights to send … to the chat” */
export function noRightToSend(thing: SentThing): ApiError {
  return new ApiError(
    400,
    `Bad Request: not enough rights to send ${SENT_THINGS[thing]} to the chat`,
  );
}

/** “Too Many Requests: retry after N”; the header `Retry-After` goes with it. */
export function rateLimited(retryAfterSeconds: number): ApiError {
  const [code, description] = API_ERRORS.RATE_LIMITED;
  return new ApiError(code, `${description} ${retryAfterSeconds}`, {
    retry_after: retryAfterSeconds,
  });
}

/** “Bad Request: can't parse entities: …”, as the Bot API wraps what TDLib's parser says. */
export function unparsable(what: string): ApiError {
  return new ApiError(400, `Bad Request: can't parse entities: ${what}`);
}
