import Type, { type Static } from 'typebox';
import { Count, closed, Instant, optional, Text } from './scalar.ts';

/** The published ids, ours last. */
export const ClientId = Type.Enum([
  'webchat-ui',
  'openclaw-control-ui',
  'openclaw-browser-copilot',
  'openclaw-tui',
  'webchat',
  'cli',
  'gateway-client',
  'openclaw-macos',
  'openclaw-linux',
  'openclaw-ios',
  'openclaw-watchos',
  'openclaw-android',
  'node-host',
  'openclaw-worker',
  'test',
  'fingerprint',
  'openclaw-probe',
  'coderclaw-web',
  'coderclaw-tui',
]);
export type ClientId = Static<typeof ClientId>;

export const ClientMode = Type.Enum([
  'webchat',
  'cli',
  'ui',
  'backend',
  'node',
  'worker',
  'probe',
  'test',
]);
export type ClientMode = Static<typeof ClientMode>;

export const ClientInfo = closed({
  id: ClientId,
  displayName: optional(Text),
  version: Text,
  buildId: optional(Type.String({ minLength: 1, maxLength: 96 })),
  platform: Text,
  deviceFamily: optional(Text),
  modelIdentifier: optional(Text),
  timeZone: optional(Type.String({ minLength: 1, maxLength: 64 })),
  mode: ClientMode,
  instanceId: optional(Text),
});
export type ClientInfo = Static<typeof ClientInfo>;

/** A device's proof for this socket. Encodings are base64url without padding; see `device-payload.ts`. */
export const DeviceProof = closed({
  id: Text,
  publicKey: Text,
  signature: Text,
  signedAt: Instant,
  nonce: Text,
});
export type DeviceProof = Static<typeof DeviceProof>;

export const ConnectAuth = closed({
  token: optional(Type.String()),
  /** Also carries a single-use sign-in code. */
  bootstrapToken: optional(Type.String()),
  deviceToken: optional(Type.String()),
  password: optional(Type.String()),
  approvalRuntimeToken: optional(Type.String()),
  agentRuntimeIdentityToken: optional(Type.String()),
});
export type ConnectAuth = Static<typeof ConnectAuth>;

/** Params of `connect`, the first request on a socket. The pre-auth frame limit bounds its texts. */
export const ConnectParams = closed({
  minProtocol: Type.Integer({ minimum: 1 }),
  maxProtocol: Type.Integer({ minimum: 1 }),
  client: ClientInfo,
  caps: optional(Type.Array(Text)),
  commands: optional(Type.Array(Text)),
  computerUse: optional(Type.Unknown()),
  workerRuns: optional(
    closed({
      bundleHash: Type.String({ pattern: '^[a-f0-9]{64}$' }),
      openclawVersion: Type.String({ minLength: 1, maxLength: 128 }),
      protocolFeatures: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), {
        maxItems: 64,
        uniqueItems: true,
      }),
      bundlePrewarm: optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    }),
  ),
  permissions: optional(Type.Record(Type.String(), Type.Boolean())),
  pathEnv: optional(Type.String()),
  role: optional(Text),
  scopes: optional(Type.Array(Text)),
  device: optional(DeviceProof),
  auth: optional(ConnectAuth),
  locale: optional(Type.String()),
  userAgent: optional(Type.String()),
});
export type ConnectParams = Static<typeof ConnectParams>;

/** Event `connect.challenge`, the first frame on every socket. */
export const ConnectChallenge = closed({ nonce: Text, ts: Count });
export type ConnectChallenge = Static<typeof ConnectChallenge>;
