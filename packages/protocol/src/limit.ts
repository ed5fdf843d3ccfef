/** The wire's version and limits. Durations in milliseconds, sizes in bytes. */

export const PROTOCOL_VERSION = 4;
/** The oldest version that a client in mode `probe` may speak. */
export const MIN_PROBE_PROTOCOL_VERSION = 3;

/** The largest frame before `connect` was accepted. */
export const MAX_PREAUTH_FRAME_BYTES = 64 * 1024;
/** `policy.maxPayload`: the largest frame afterwards. */
export const MAX_PAYLOAD_BYTES = 25 * 1024 * 1024;
/** `policy.maxBufferedBytes`: a connection that leaves more unread is closed. */
export const MAX_BUFFERED_BYTES = 50 * 1024 * 1024;
/** `policy.tickIntervalMs`: an event `tick` this often; a client that misses two is cut off. */
export const TICK_INTERVAL_MS = 30_000;
export const PING_INTERVAL_MS = 25_000;
/** From the socket's opening until `connect` must have been accepted. */
export const HANDSHAKE_TIMEOUT_MS = 15_000;
/** How far a device's `signedAt` may be from the gateway's clock, either way. */
export const SIGNATURE_SKEW_MS = 120_000;

/** WebSocket close codes (RFC 6455 §7.4.1, and IANA's registry for 1012). */
export const CLOSE_CODES = {
  normal: 1000,
  protocolMismatch: 1002,
  /** A first frame that is not `connect`, a refused handshake, a slow consumer. */
  policy: 1008,
  tooLarge: 1009,
  shutdown: 1012,
} as const;

/** Capabilities that a client may ask for in `connect.caps`, of those that change what we send. */
export const CLIENT_CAPABILITIES = {
  /** Send `agent` events of the stream `tool`. */
  toolEvents: 'tool-events',
  /** Send WAITING as such, instead of RUNNING with a reason. */
  runWaiting: 'run-waiting',
} as const;

/** Capabilities that `hello.features.capabilities` may announce. */
export const SERVER_CAPABILITIES = {
  /** `models.list` answers as its published schema says. */
  publishedModelCatalog: 'published-model-catalog',
} as const;
