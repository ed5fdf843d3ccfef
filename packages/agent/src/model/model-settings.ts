export const MODEL_APIS = [
  'openai-completions',
  'openai-responses',
  'anthropic-messages',
  'google-generative-ai',
] as const;
export type ModelApi = (typeof MODEL_APIS)[number];

/** One entry under `models.<name>`. A name that Pi does not know needs `baseUrl` and `api`. */
export type ProviderSettings = {
  readonly apiKey?: string;
  readonly baseUrl?: string;
  readonly api?: ModelApi;
  /** Added to what Pi knows. A provider of one's own without a list takes every id. */
  readonly models?: readonly (string | ModelEntry)[];
  /** What a provider needs beside a key, such as CLOUDFLARE_ACCOUNT_ID. Never read from the process. */
  readonly env?: { readonly [name: string]: string };
};

export type ModelEntry = {
  readonly id: string;
  /** Tokens; 128,000 by default. */
  readonly contextWindow?: number;
  /** Tokens of one answer; 16,384 by default. */
  readonly maxTokens?: number;
  /** Text only by default. */
  readonly input?: readonly ('text' | 'image')[];
  /** US dollars per million tokens; 0 by default. */
  readonly cost?: {
    readonly input: number;
    readonly output: number;
    readonly cacheRead?: number;
    readonly cacheWrite?: number;
  };
};

/** The `models` section of the configuration: provider name → settings. */
export type ModelSettings = { readonly [name: string]: ProviderSettings };
