import { createModelCatalog, type KeyTest, type ListedModel } from '@coderclaw/agent';
import { ConfigError, setConfigValues } from '@coderclaw/config';
import type { JsonObject } from '@coderclaw/core';
import { type ModelChoice, WireError } from '@coderclaw/protocol';
import { noteConfigChange } from './config-change.ts';
import type { Handler, RequestContext } from './context.ts';

export const modelsList: Handler<'models.list'> = async ({ gateway }) => {
  const models = await gateway.models.list();
  return { models: models.map(toChoice) };
};

function toChoice(model: ListedModel): ModelChoice {
  return {
    id: model.id,
    name: model.name,
    provider: model.provider,
    available: true,
    ...(model.contextWindow > 0 && { contextWindow: model.contextWindow }),
    reasoning: model.reasoning,
    supportsTools: true,
    apiKeySupported: model.provider !== 'demo',
    input: [...model.input],
  };
}

/** Writes the key into the configuration, with what goes with it; the next run uses it. */
export const modelsKeySet: Handler<'models.key.set'> = async (context, params) => {
  const { gateway } = context;
  const { provider, apiKey, baseUrl, api, primary } = params;
  gateway.redactor.learn(apiKey);
  const section = `models.${provider}`;
  try {
    // In one step: a key that is refused must not leave the old one with a new endpoint.
    await setConfigValues(gateway.config.paths, {
      ...(baseUrl && { [`${section}.baseUrl`]: baseUrl }),
      ...(api && { [`${section}.api`]: api }),
      [`${section}.apiKey`]: apiKey,
      ...(primary && { 'agents.defaults.model.primary': primary }),
    });
  } catch (error) {
    if (error instanceof ConfigError)
      throw new WireError('INVALID_REQUEST', error.message, { cause: error });
    throw error;
  }
  const path = `${section}.apiKey`;
  await noteConfigChange(context, path, 'models.key.set', changedWith(params));
  await gateway.config.reload();
  return { ok: true, provider, primary: gateway.config.settings.defaultModel.ref };
};

function changedWith({ baseUrl, api, primary }: Parameters<typeof modelsKeySet>[1]): JsonObject {
  return { ...(baseUrl && { baseUrl }), ...(api && { api }), ...(primary && { primary }) };
}

/** Makes one small request with the key, where it was not said otherwise the configured one. */
export const modelsKeyTest: Handler<'models.key.test'> = async (context, params) => {
  const { gateway } = context;
  const { provider, baseUrl, api, model } = params;
  const configured = gateway.config.modelSettings[provider];
  // A stored key goes to the endpoint that it was stored for, and nowhere else (T18).
  const isElsewhere = baseUrl !== undefined && baseUrl !== configured?.baseUrl;
  const key = params.apiKey ?? (isElsewhere ? undefined : configured?.apiKey);
  if (!key)
    throw new WireError(
      'INVALID_REQUEST',
      isElsewhere
        ? 'send the key that is to be tested at this baseUrl'
        : 'no key is configured for this provider; send one',
    );
  gateway.redactor.learn(key);
  const began = gateway.clock.monotonic();
  const settings = {
    ...configured,
    ...(baseUrl && { baseUrl }),
    ...(api && { api }),
    ...(model && { models: [model.replace(`${provider}/`, '')] }),
  };
  const catalog = createModelCatalog({ [provider]: settings }, { clock: gateway.clock });
  const test = await catalog.testKey(provider, key, gateway.stopping);
  const latencyMs = Math.round(gateway.clock.monotonic() - began);
  return { provider, ...(model && { model }), latencyMs, ...verdictOf(context, test) };
};

function verdictOf({ gateway }: RequestContext, test: KeyTest) {
  if (test.ok) return { ok: true };
  return {
    ok: false,
    problem: { code: 'KEY_REFUSED', message: gateway.redactor.redact(test.problem) },
  };
}
