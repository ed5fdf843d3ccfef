import type { Environment } from '../home/home-paths.ts';
import type { ModelApi } from '../schema/config-keys.ts';
import { UNSET } from './check-config.ts';
import { Secret } from './secret.ts';
import type { DeclaredModel, DefaultModel, ModelCost, ProviderSettings } from './settings.ts';

/** What answers while no model is configured: scripted, offline. */
export const DEMO_MODEL = 'demo/demo';

/** Providers whose key the environment may hold, with the model that is used when none is chosen. */
export const KNOWN_PROVIDERS = [
  { name: 'anthropic', variable: 'ANTHROPIC_API_KEY', model: 'claude-sonnet-5' },
  { name: 'openai', variable: 'OPENAI_API_KEY', model: 'gpt-6-sol' },
  { name: 'google', variable: 'GEMINI_API_KEY', model: 'gemini-3.8-flash' },
  { name: 'openrouter', variable: 'OPENROUTER_API_KEY', model: 'anthropic/claude-sonnet-5' },
] as const;

/** One entry under `models`, as far as the file has it. */
export type DeclaredProvider = {
  readonly apiKey?: string;
  readonly baseUrl?: string;
  readonly api?: ModelApi;
  readonly models?: readonly (Partial<Omit<DeclaredModel, 'cost'>> & {
    readonly id: string;
    readonly cost?: Partial<ModelCost>;
  })[];
};

/** The file's providers, each with the environment's key where the file has none; then those that only the environment knows. */
export function listProviders(
  declared: Readonly<Record<string, DeclaredProvider>>,
  env: Environment,
): readonly ProviderSettings[] {
  const names = new Set(Object.keys(declared));
  for (const { name, variable } of KNOWN_PROVIDERS) if (keyIn(env, variable)) names.add(name);
  return [...names].map((name) => {
    const provider = Object.hasOwn(declared, name) ? declared[name]! : {};
    return {
      name,
      apiKey: provider.apiKey ? new Secret(provider.apiKey, 'file') : environmentKey(name, env),
      baseUrl: provider.baseUrl ?? null,
      api: provider.api ?? null,
      models: uniqueModels(provider.models ?? []),
    };
  });
}

/** The model for agents that name none: the chosen one, or one that a key or an endpoint makes possible. */
export function decideDefaultModel(
  chosen: string | undefined,
  providers: readonly ProviderSettings[],
): DefaultModel {
  if (chosen) return { ref: chosen, source: 'file' };
  for (const known of KNOWN_PROVIDERS) {
    const provider = providers.find(({ name }) => name === known.name);
    if (!provider?.apiKey) continue;
    // An endpoint of one's own may not have the provider's models; what is declared for it, it has.
    return { ref: `${known.name}/${provider.models[0]?.id ?? known.model}`, source: 'key' };
  }
  const endpoint = providers.find(({ models }) => models.length > 0);
  if (endpoint) return { ref: `${endpoint.name}/${endpoint.models[0]!.id}`, source: 'key' };
  return { ref: DEMO_MODEL, source: 'demo' };
}

function environmentKey(name: string, env: Environment): Secret | null {
  const known = KNOWN_PROVIDERS.find((provider) => provider.name === name);
  const key = known && keyIn(env, known.variable);
  return key ? new Secret(key, known.variable) : null;
}

function keyIn(env: Environment, variable: string): string | undefined {
  const key = env[variable]?.trim();
  return key && key !== UNSET ? key : undefined;
}

function uniqueModels(models: NonNullable<DeclaredProvider['models']>): readonly DeclaredModel[] {
  const byId = new Map(models.map((model) => [model.id, model]));
  return [...byId.values()].map((model) => ({
    id: model.id,
    contextWindow: model.contextWindow ?? null,
    maxTokens: model.maxTokens ?? null,
    input: model.input ?? ['text'],
    cost: {
      input: model.cost?.input ?? 0,
      output: model.cost?.output ?? 0,
      cacheRead: model.cost?.cacheRead ?? 0,
      cacheWrite: model.cost?.cacheWrite ?? 0,
    },
  }));
}
