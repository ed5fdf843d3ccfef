import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ManualClock } from '@coderclaw/core/testing';
import { builtinProviders } from '@earendil-works/pi-ai/providers/all';
import { startScriptedModelServer } from '../testing/index.ts';
import { createModelCatalog } from './model-catalog.ts';
import type { ModelSettings } from './model-settings.ts';
import { PROVIDER_NAMES } from './provider-names.ts';

const KEY = 'test-key-0123456789';
const catalog = (settings: ModelSettings) =>
  createModelCatalog(settings, { clock: new ManualClock() });
const never = new AbortController().signal;

describe('the catalog', () => {
  test("knows Pi's providers, no more and no fewer", () => {
    assert.deepEqual(
      [...PROVIDER_NAMES],
      builtinProviders()
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  test('binds a model of every provider by its name once its key is set', async () => {
    const env = {
      CLOUDFLARE_ACCOUNT_ID: 'account',
      CLOUDFLARE_GATEWAY_ID: 'gateway',
      GOOGLE_CLOUD_PROJECT: 'project',
      GOOGLE_CLOUD_LOCATION: 'global',
    };
    const models = catalog(
      Object.fromEntries(PROVIDER_NAMES.map((name) => [name, { apiKey: KEY, env }])),
    );
    const listed = await models.list();
    for (const name of PROVIDER_NAMES) {
      const model = listed.find(({ provider }) => provider === name);
      // Radius has no list before it is asked.
      if (!model) assert.equal(name, 'radius');
      else assert.equal((await models.resolve(model.ref)).kind, 'found', name);
    }
  });

  test('finds a bare id at the provider that makes the model', async () => {
    const found = await catalog({ anthropic: { apiKey: KEY } }).resolve('claude-opus-4-6');
    assert.equal(found.kind === 'found' && found.ref, 'anthropic/claude-opus-4-6');
  });

  test('names the nearest model or provider for a wrong name, and a missing key', async () => {
    const models = catalog({ anthropic: {} });
    const problemOf = async (ref: string) => {
      const found = await models.resolve(ref);
      return found.kind === 'problem' ? found.problem : 'found';
    };
    assert.match(await problemOf('claude-opus-46'), /did you mean "claude-opus-4-6"/);
    assert.match(
      await problemOf('anthropic/claude-opus-46'),
      /did you mean "anthropic\/claude-opus-4-6"/,
    );
    assert.match(await problemOf('antropic/claude-opus-4-6'), /did you mean "anthropic"/);
    assert.match(await problemOf('claude-opus-4-6'), /no key is set for anthropic/);
  });

  test('takes models that Pi does not list, and any id of an own provider without a list', async () => {
    const own = { baseUrl: 'http://127.0.0.1:9/v1', api: 'openai-completions' } as const;
    const models = catalog({
      anthropic: {
        apiKey: KEY,
        models: ['claude-next', { id: 'claude-big', contextWindow: 5_000_000 }],
      },
      local: own,
      strict: { ...own, models: ['only'] },
    });
    const next = await models.resolve('anthropic/claude-next');
    assert.equal(next.kind === 'found' && next.model.api, 'anthropic-messages');
    const big = await models.resolve('claude-big');
    assert.equal(big.kind === 'found' && big.model.contextWindow, 5_000_000);
    assert.equal((await models.resolve('local/llama:8b')).kind, 'found');
    assert.equal((await models.resolve('strict/other')).kind, 'problem');
  });

  test('applies new settings without a restart, and leaves models in use as they were', async () => {
    const models = catalog({});
    assert.equal((await models.resolve('openai/gpt-5')).kind, 'problem');
    models.update({ openai: { apiKey: KEY } });
    assert.equal((await models.resolve('openai/gpt-5')).kind, 'found');
  });

  test('reads no key from the environment', async () => {
    process.env.ANTHROPIC_API_KEY = KEY;
    try {
      assert.equal((await catalog({}).resolve('anthropic/claude-opus-4-6')).kind, 'problem');
    } finally {
      delete process.env.ANTHROPIC_API_KEY;
    }
  });
});

describe('a key test', () => {
  const testAgainst = async (
    fault: Parameters<typeof startScriptedModelServer>[0],
    signal = never,
  ) => {
    await using server = await startScriptedModelServer(fault);
    const models = catalog({
      local: { baseUrl: server.openaiUrl, api: 'openai-completions', models: ['m'] },
    });
    return await models.testKey('local', KEY, signal);
  };

  test('passes when the model says anything', async () => {
    assert.deepEqual(await testAgainst([{ text: 'OK' }]), { ok: true });
  });

  test('fails with the reason and without the key', async () => {
    const result = await testAgainst([
      { fault: { kind: 'status', status: 401, message: `no such key: ${KEY}` } },
    ]);
    assert.ok(!result.ok);
    assert.match(result.problem, /the key was refused/);
    assert.ok(!result.problem.includes(KEY));
  });

  test('passes at a provider that is only busy', async () => {
    assert.deepEqual(await testAgainst([{ fault: { kind: 'status', status: 529 } }]), { ok: true });
  });

  test('ends when it is aborted though the endpoint hangs, and names an unknown provider', async () => {
    const abort = new AbortController();
    const running = testAgainst(
      [{ text: 'x', fault: { kind: 'hang', afterChunks: 0 } }],
      abort.signal,
    );
    setTimeout(() => abort.abort(), 50);
    const result = await running;
    assert.ok(!result.ok);
    const unknown = await catalog({}).testKey('opnai', KEY, never);
    assert.match(unknown.ok ? '' : unknown.problem, /did you mean "openai"/);
  });
});
