import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import type {
  Api,
  AuthContext,
  AuthResult,
  Model,
  Provider,
  ProviderStreams,
} from '@earendil-works/pi-ai';
import type { ModelApi, ModelEntry, ProviderSettings } from './model-settings.ts';
import { PROVIDER_NAMES } from './provider-names.ts';

/** A provider with its settings applied. */
export type LoadedProvider = {
  readonly name: string;
  readonly provider: Provider;
  readonly models: readonly Model<Api>[];
  /** Makes a model of an id that is in no list, where every id goes; null elsewhere. */
  readonly anyModel: ((id: string) => Model<Api>) | null;
};

const DEFAULT_CONTEXT_WINDOW = 128_000;
const DEFAULT_MAX_TOKENS = 16_384;
const API_LOADERS: Readonly<Record<ModelApi, () => Promise<ProviderStreams>>> = {
  'openai-completions': async () =>
    (await import('@earendil-works/pi-ai/api/openai-completions.lazy')).openAICompletionsApi(),
  'openai-responses': async () =>
    (await import('@earendil-works/pi-ai/api/openai-responses.lazy')).openAIResponsesApi(),
  'anthropic-messages': async () =>
    (await import('@earendil-works/pi-ai/api/anthropic-messages.lazy')).anthropicMessagesApi(),
  'google-generative-ai': async () =>
    (await import('@earendil-works/pi-ai/api/google-generative-ai.lazy')).googleGenerativeAIApi(),
};

/** Null when neither Pi nor the settings tell how to reach it. Loads this provider's module and no other. */
export async function loadProvider(
  name: string,
  settings: ProviderSettings,
): Promise<LoadedProvider | null> {
  const known = PROVIDER_NAMES.includes(name) ? await importProvider(name) : null;
  const { api, baseUrl } = settings;
  if (!known && (!api || !baseUrl)) return null;
  const provider = api ? await ownProvider(name, api, baseUrl ?? known?.baseUrl ?? '') : known!;
  const adapt = (model: Model<Api>): Model<Api> => ({
    ...model,
    ...(api && { api, compat: undefined }),
    ...(baseUrl && { baseUrl }),
  });
  const listed = known ? known.getModels().map(adapt) : [];
  const template = listed[0];
  const toModel = (entry: ModelEntry): Model<Api> => {
    const found =
      listed.find((model) => model.id === entry.id) ??
      blankModel(name, entry.id, template, api, baseUrl);
    return { ...found, ...described(entry) };
  };
  const added = (settings.models ?? []).map((entry) =>
    toModel(typeof entry === 'string' ? { id: entry } : entry),
  );
  const ids = new Set(added.map((model) => model.id));
  const models = [...added, ...listed.filter((model) => !ids.has(model.id))];
  return {
    name,
    provider,
    models,
    anyModel: known || added.length > 0 ? null : (id) => toModel({ id }),
  };
}

/** What a request to the provider carries, or null when a key is missing. Reads no environment. */
export async function authOf(
  loaded: LoadedProvider,
  settings: ProviderSettings,
  signal: AbortSignal,
): Promise<AuthResult | null> {
  const { apiKey, env } = settings;
  const method = loaded.provider.auth.apiKey;
  if (!method) return apiKey ? { auth: { apiKey }, ...(env && { env }) } : null;
  const credential =
    apiKey || env
      ? { type: 'api_key' as const, ...(apiKey && { key: apiKey }), ...(env && { env }) }
      : undefined;
  return (
    (await method.resolve({ ctx: NO_AMBIENT_KEYS, ...(credential && { credential }), signal })) ??
    null
  );
}

/** Keys come from the configuration alone; only files that a provider's own tools leave may be looked for. */
const NO_AMBIENT_KEYS: AuthContext = {
  env: async () => undefined,
  fileExists: async (path) => {
    try {
      await access(path.startsWith('~') ? homedir() + path.slice(1) : path);
      return true;
    } catch {
      // Ignored: the answer to the question is no.
      return false;
    }
  },
};

async function importProvider(name: string): Promise<Provider> {
  const module: Record<string, unknown> = await import(`@earendil-works/pi-ai/providers/${name}`);
  const create = Object.entries(module).find(([exported]) => exported.endsWith('Provider'))?.[1];
  if (typeof create !== 'function') throw new Error(`Pi's module for ${name} has no provider`);
  return create();
}

async function ownProvider(name: string, api: ModelApi, baseUrl: string): Promise<Provider> {
  const { createProvider } = await import('@earendil-works/pi-ai');
  // Local servers need no key, but the libraries insist on one.
  const resolve = async ({ credential }: { credential?: { key?: string } }) => ({
    auth: { apiKey: credential?.key ?? 'none' },
  });
  return createProvider({
    id: name,
    baseUrl,
    auth: { apiKey: { name, resolve } },
    models: [],
    api: await API_LOADERS[api](),
  });
}

function blankModel(
  provider: string,
  id: string,
  template: Model<Api> | undefined,
  api?: ModelApi,
  baseUrl?: string,
): Model<Api> {
  return {
    id,
    name: id,
    provider,
    api: template?.api ?? api ?? 'openai-completions',
    baseUrl: template?.baseUrl ?? baseUrl ?? '',
    reasoning: false,
    input: ['text'],
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    contextWindow: DEFAULT_CONTEXT_WINDOW,
    maxTokens: DEFAULT_MAX_TOKENS,
  };
}

function described({ contextWindow, maxTokens, input, cost }: ModelEntry): Partial<Model<Api>> {
  return {
    ...(contextWindow && { contextWindow }),
    ...(maxTokens && { maxTokens }),
    ...(input && { input: [...input] }),
    ...(cost && { cost: { cacheRead: 0, cacheWrite: 0, ...cost } }),
  };
}
