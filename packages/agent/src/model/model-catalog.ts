import type { Clock } from '@coderclaw/core';
import { findNearestName } from '@coderclaw/core/nearest-name';
import type { Api, Model } from '@earendil-works/pi-ai';
import { DEMO, DEMO_REF, demoModel } from '../demo/demo-model.ts';
import { testModelKey } from './key-test.ts';
import type { ModelSettings, ProviderSettings } from './model-settings.ts';
import type { FoundModel, ModelProblem, ModelSource } from './model-source.ts';
import { observedFetch, withGlobalFetch } from './observed-fetch.ts';
import { authOf, type LoadedProvider, loadProvider } from './provider.ts';
import { PROVIDER_NAMES } from './provider-names.ts';
import { redactSecrets } from './secret-redaction.ts';

export type ListedModel = {
  readonly ref: string;
  readonly provider: string;
  readonly id: string;
  readonly name: string;
  /** Tokens. */
  readonly contextWindow: number;
  readonly maxTokens: number;
  readonly input: readonly ('text' | 'image')[];
  readonly reasoning: boolean;
};

export type KeyTest = { readonly ok: true } | { readonly ok: false; readonly problem: string };

/** The models that can be named. Names resolve lazily: a provider's module is loaded when it is first needed. */
export interface ModelCatalog extends ModelSource {
  /** Models of every provider in the settings, and the demo. */
  list(): Promise<readonly ListedModel[]>;
  /** New settings for every request that starts from now on. */
  update(settings: ModelSettings): void;
  /** Makes one minimal real request. Never rejects; a problem never holds the key. */
  testKey(name: string, key: string, signal: AbortSignal): Promise<KeyTest>;
}

/** Where a bare model id is looked for first. */
const BARE_ID_PROVIDERS = ['anthropic', 'openai', 'google'] as const;
/** Adapters that take no fetch of ours. */
const OWN_FETCH_APIS: ReadonlySet<string> = new Set(['google-generative-ai', 'google-vertex']);
/** Bytes of one HTTP answer; several times the largest answer allowed, for the framing around each piece. */
const MAX_BODY_BYTES = 200_000_000;

export function createModelCatalog(
  settings: ModelSettings,
  ports: { readonly clock: Clock },
): ModelCatalog {
  return new Catalog(settings, ports.clock);
}

class Catalog implements ModelCatalog {
  #settings: ModelSettings;
  readonly #clock: Clock;
  #loaded = new Map<string, Promise<LoadedProvider | null>>();

  constructor(settings: ModelSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  update(settings: ModelSettings): void {
    this.#settings = settings;
    this.#loaded = new Map();
  }

  async resolve(ref: string): Promise<FoundModel | ModelProblem> {
    if (ref === DEMO_REF || ref === 'demo') return demoModel(this.#clock);
    const slash = ref.indexOf('/');
    if (slash > 0) return this.#resolveNamed(ref.slice(0, slash), ref.slice(slash + 1));
    for (const name of new Set([...BARE_ID_PROVIDERS, ...Object.keys(this.#settings)])) {
      const loaded = await this.#load(name);
      const model = loaded?.models.find(({ id }) => id === ref);
      if (loaded && model) return this.#bind(loaded, model, this.#settings[name] ?? {});
    }
    return this.#unknown(ref, await this.#knownRefs(BARE_ID_PROVIDERS, (model) => model.id));
  }

  async list(): Promise<readonly ListedModel[]> {
    const loaded = await Promise.all(Object.keys(this.#settings).map((name) => this.#load(name)));
    const models = loaded.flatMap((provider) => {
      if (!provider) return [];
      const named = this.#settings[provider.name]?.models?.length ?? 0;
      return named > 0 ? provider.models.slice(0, named) : provider.models;
    });
    return [...models, DEMO].map((model) => ({
      ref: `${model.provider}/${model.id}`,
      provider: model.provider,
      id: model.id,
      name: model.name,
      contextWindow: model.contextWindow,
      maxTokens: model.maxTokens,
      input: model.input,
      reasoning: model.reasoning,
    }));
  }

  async testKey(name: string, key: string, signal: AbortSignal): Promise<KeyTest> {
    try {
      const settings = { ...this.#settings[name], apiKey: key };
      const loaded = await loadProvider(name, settings);
      if (!loaded) return { ok: false, problem: this.#noProvider(name) };
      const model = loaded.models.toSorted((a, b) => a.cost.output - b.cost.output)[0];
      if (!model)
        return { ok: false, problem: `models.${name}.models lists no model to test with` };
      const found = await this.#bind(
        loaded,
        settings.models?.length ? loaded.models[0]! : model,
        settings,
      );
      if (found.kind === 'problem') return { ok: false, problem: found.problem };
      return await testModelKey(found, this.#clock, signal);
    } catch (error) {
      return {
        ok: false,
        problem: redactSecrets(error instanceof Error ? error.message : String(error), [key]),
      };
    }
  }

  async #resolveNamed(name: string, id: string): Promise<FoundModel | ModelProblem> {
    const loaded = await this.#load(name);
    if (!loaded)
      return {
        kind: 'problem',
        code: 'MODEL_UNKNOWN',
        provider: name,
        problem: this.#noProvider(name),
      };
    const model = loaded.models.find((candidate) => candidate.id === id) ?? loaded.anyModel?.(id);
    if (!model)
      return this.#unknown(
        `${name}/${id}`,
        loaded.models.map((known) => `${name}/${known.id}`),
      );
    return this.#bind(loaded, model, this.#settings[name] ?? {});
  }

  /** A model, ready to be asked with these settings whatever they become meanwhile. */
  async #bind(
    loaded: LoadedProvider,
    model: Model<Api>,
    settings: ProviderSettings,
  ): Promise<FoundModel | ModelProblem> {
    const { name, provider } = loaded;
    const resolved = await authOf(loaded, settings, new AbortController().signal);
    if (!resolved)
      return {
        kind: 'problem',
        code: 'MODEL_KEY_MISSING',
        provider: name,
        problem: `${name}/${model.id}: no key is set for ${name}`,
      };
    const { auth, env } = resolved;
    const asked = auth.baseUrl ? { ...model, baseUrl: auth.baseUrl } : model;
    const headers = { ...provider.headers, ...model.headers, ...auth.headers };
    return {
      kind: 'found',
      ref: `${name}/${model.id}`,
      provider: name,
      model: asked,
      redact: (text) =>
        redactSecrets(text, [settings.apiKey ?? '', ...Object.values(settings.env ?? {})]),
      stream: (context, { facts, ...options }) => {
        const fetch = observedFetch(facts, () => this.#clock.now(), MAX_BODY_BYTES);
        const request = {
          ...options,
          ...(auth.apiKey && { apiKey: auth.apiKey }),
          headers,
          ...(env && { env }),
          // Trying again is the runner's decision, and only plain HTTP goes through our fetch.
          maxRetries: 0,
          transport: 'sse' as const,
        };
        if (!OWN_FETCH_APIS.has(asked.api))
          return provider.streamSimple(asked, context, { ...request, fetch });
        return withGlobalFetch(fetch, () => provider.streamSimple(asked, context, request));
      },
    };
  }

  #load(name: string): Promise<LoadedProvider | null> {
    let loading = this.#loaded.get(name);
    if (!loading) {
      loading = loadProvider(name, this.#settings[name] ?? {});
      this.#loaded.set(name, loading);
    }
    return loading;
  }

  async #knownRefs(
    names: readonly string[],
    refOf: (model: Model<Api>) => string,
  ): Promise<readonly string[]> {
    const loaded = await Promise.all(
      [...new Set([...names, ...Object.keys(this.#settings)])].map((name) => this.#load(name)),
    );
    return loaded.flatMap((provider) => provider?.models.map(refOf) ?? []);
  }

  #unknown(ref: string, known: readonly string[]): ModelProblem {
    const nearest = findNearestName(ref, known);
    const hint = nearest ? `; did you mean "${nearest}"?` : '';
    const provider = ref.includes('/') ? ref.slice(0, ref.indexOf('/')) : '<provider>';
    return {
      kind: 'problem',
      code: 'MODEL_UNKNOWN',
      provider,
      problem: `there is no model "${ref}"${hint}`,
    };
  }

  #noProvider(name: string): string {
    const nearest = findNearestName(name, [
      ...PROVIDER_NAMES,
      ...Object.keys(this.#settings),
      'demo',
    ]);
    const hint =
      nearest && nearest !== name
        ? `did you mean "${nearest}"?`
        : `a provider of your own needs models.${name}.baseUrl and .api`;
    return `there is no model provider "${name}"; ${hint}`;
  }
}
