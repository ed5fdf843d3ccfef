import type { SendIdempotency } from './delivery.ts';

/** In what a platform differs from others. A difference is a flag here, never a channel's name in code. */
export type Capabilities = {
  /** `pull`: clients fetch from us, and the settling commit delivers. `push`: we call the platform. */
  readonly transport: 'pull' | 'push';
  /** How a send that may have happened is repeated safely: by its key, after a look-up, or not at all. */
  readonly idempotency: SendIdempotency;
  /** The longest text of one message, in UTF-16 units; Infinity where there is no limit. */
  readonly maxTextUnits: number;
  /** Whether a sent message's text can be replaced. Streaming into one needs it. */
  readonly edits: boolean;
  readonly deletes: boolean;
  readonly reactions: boolean;
  readonly threads: boolean;
  readonly typing: boolean;
  /** Whether files can be sent and fetched. */
  readonly attachments: boolean;
  /** The largest file that can be sent. */
  readonly maxFileBytes: number;
  readonly buttons: boolean;
  /** Whether an answer may be shown while it is being written. Needs `edits`. */
  readonly streaming: boolean;
  /** The shortest time between two edits of a message that streams: in a direct conversation, and in one of several people. */
  readonly previewIntervalMs: { readonly direct: number; readonly shared: number };
};

/** What is assumed of a platform that says nothing: it can take plain text, once, and no more. */
export const DEFAULT_CAPABILITIES: Capabilities = {
  transport: 'push',
  idempotency: 'none',
  maxTextUnits: 2_000,
  edits: false,
  deletes: false,
  reactions: false,
  threads: false,
  typing: false,
  attachments: false,
  maxFileBytes: 0,
  buttons: false,
  streaming: false,
  previewIntervalMs: { direct: 1_000, shared: 3_000 },
};
