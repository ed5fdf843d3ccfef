import Type, { type Static } from 'typebox';
import { Count, closed, optional, Text } from './scalar.ts';

/** Ignored: includeProviderCapabilities, preparedOnly, refresh; `view` beyond `all` and `configured`. */
export const ModelsListParams = closed(
  {
    agentId: optional(Text),
    includeProviderCapabilities: optional(Type.Boolean()),
    preparedOnly: optional(Type.Boolean()),
    refresh: optional(Type.Boolean()),
    view: optional(Type.Enum(['default', 'configured', 'provider-config', 'all'])),
  },
  {
    not: {
      required: ['preparedOnly', 'refresh'],
      properties: { preparedOnly: { const: true }, refresh: { const: true } },
    },
  },
);
export type ModelsListParams = Static<typeof ModelsListParams>;

export const ModelChoice = closed({
  id: Text,
  name: Text,
  provider: Text,
  alias: optional(Text),
  tags: optional(Type.Array(Text)),
  available: optional(Type.Boolean()),
  unavailableReason: optional(Type.Enum(['missing-auth', 'auth-failed', 'cooldown'])),
  contextWindow: optional(Type.Integer({ minimum: 1 })),
  reasoning: optional(Type.Boolean()),
  thinkingLevels: optional(Type.Array(closed({ id: Text, label: Text }))),
  thinkingDefault: optional(Text),
  supportsTools: optional(Type.Boolean()),
  apiKeySupported: optional(Type.Boolean()),
  input: optional(Type.Array(Type.Enum(['text', 'image', 'audio', 'video', 'document']))),
});
export type ModelChoice = Static<typeof ModelChoice>;

export const ModelsListResult = closed({ models: Type.Array(ModelChoice) });
export type ModelsListResult = Static<typeof ModelsListResult>;

/** The name of a section under `models` in the configuration, or of a known provider. */
const Provider = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' });
/** Never logged, never answered back. */
const ApiKey = Type.String({ minLength: 1, maxLength: 4096 });
const BaseUrl = Type.String({ minLength: 8, maxLength: 2048, pattern: '^https?://' });
const Api = Type.Enum([
  'openai-completions',
  'openai-responses',
  'anthropic-messages',
  'google-generative-ai',
]);

/** Writes a key into the configuration; it is used from the next run on, without a restart. */
export const ModelsKeySetParams = closed({
  provider: Provider,
  apiKey: ApiKey,
  baseUrl: optional(BaseUrl),
  api: optional(Api),
  /** `<provider>/<model>` or a known id, to answer from now on. */
  primary: optional(Type.String({ minLength: 1, maxLength: 256 })),
});
export type ModelsKeySetParams = Static<typeof ModelsKeySetParams>;

export const ModelsKeySetResult = closed({
  ok: Type.Literal(true),
  provider: Text,
  primary: optional(Text),
});
export type ModelsKeySetResult = Static<typeof ModelsKeySetResult>;

/** Makes one small request. Without `apiKey` the configured one is tested. */
export const ModelsKeyTestParams = closed({
  provider: Provider,
  apiKey: optional(ApiKey),
  baseUrl: optional(BaseUrl),
  api: optional(Api),
  model: optional(Type.String({ minLength: 1, maxLength: 256 })),
});
export type ModelsKeyTestParams = Static<typeof ModelsKeyTestParams>;

/** A key that does not work is an answer, not an error. */
export const ModelsKeyTestResult = closed({
  ok: Type.Boolean(),
  provider: Text,
  model: optional(Text),
  latencyMs: Count,
  problem: optional(closed({ code: Text, message: Text })),
});
export type ModelsKeyTestResult = Static<typeof ModelsKeyTestResult>;
