import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { type AgentOutcome, textOf, userText } from '@coderclaw/core';
import { ManualClock } from '@coderclaw/core/testing';
import type { AgentLimits } from '../runner/agent-limits.ts';
import { AgentBench } from '../testing/agent-bench.ts';
import { type Script, type ScriptedReply, startScriptedModelServer } from '../testing/index.ts';
import { testModelConformance } from '../testing/model-conformance.ts';
import { createModelCatalog } from './model-catalog.ts';
import type { ModelSettings } from './model-settings.ts';

const KEY = 'test-key-0123456789';
const WIRES = ['openai-completions', 'anthropic-messages'] as const;

async function setUp(script: Script, api: (typeof WIRES)[number]) {
  const server = await startScriptedModelServer(script);
  const baseUrl = api === 'openai-completions' ? server.openaiUrl : server.anthropicUrl;
  const models = createModelCatalog(
    { local: { api, baseUrl, apiKey: KEY } },
    { clock: new ManualClock() },
  );
  return {
    models,
    ref: 'local/model',
    requests: server.requests,
    [Symbol.asyncDispose]: server.close,
  };
}

for (const api of WIRES) testModelConformance(`${api} over HTTP`, (script) => setUp(script, api));

for (const api of WIRES) {
  describe(`an endpoint of ${api}`, () => {
    const run = async (script: readonly ScriptedReply[], limits: Partial<AgentLimits> = {}) => {
      await using model = await setUp(script, api);
      await using bench = await AgentBench.open(model.models, impatientClock(), limits);
      const outcome = await bench.run([userText('go')], { models: [model.ref] });
      return { outcome, requests: model.requests, journal: bench.journal };
    };

    test('that refuses the key ends the run and says how to set another, without quoting it', async () => {
      const { outcome, requests } = await run([
        { fault: { kind: 'status', status: 401, message: `invalid key ${KEY}` } },
      ]);
      assert.equal(codeOf(outcome), 'MODEL_KEY_REFUSED');
      assert.match(messageOf(outcome), /HTTP 401.*config set models\.local\.apiKey/);
      assert.ok(!messageOf(outcome).includes(KEY));
      assert.equal(requests.length, 1);
      assert.ok(requests[0]!.authorization?.includes(KEY));
    });

    test('that is busy (429 with Retry-After, 529) is asked again after the time it names', async () => {
      const { outcome, journal } = await run([
        { fault: { kind: 'status', status: 429, retryAfterSeconds: 7 } },
        { fault: { kind: 'status', status: 529 } },
        { text: 'at last' },
      ]);
      assert.equal(textOf(outcome.answer!), 'at last');
      const waits = journal.progressed.flatMap((progress) =>
        progress.kind === 'retry' ? [progress.delayMs] : [],
      );
      assert.equal(waits[0], 7_000);
      assert.equal(waits.length, 2);
    });

    test('that is cut in mid-stream is asked for the whole answer again', async () => {
      const { outcome, requests } = await run([
        { text: 'x'.repeat(200), fault: { kind: 'cut', afterChunks: 3 } },
        { text: 'whole' },
      ]);
      assert.equal(outcome.status, 'DONE');
      assert.equal(textOf(outcome.answer!), 'whole');
      assert.equal(requests.length, 2);
    });

    test('that is cut every time ends the run with a clear error', async () => {
      const { outcome, requests } = await run(
        [1, 2, 3].map((afterChunks) => ({
          text: 'x'.repeat(200),
          fault: { kind: 'cut', afterChunks } as const,
        })),
      );
      assert.equal(codeOf(outcome), 'MODEL_CUT');
      assert.equal(requests.length, 3);
    });

    test('that answers with 10 MB is dropped', async () => {
      const { outcome, requests } = await run([
        { text: 'x'.repeat(10_000_001), chunkLength: 500_000 },
      ]);
      assert.equal(codeOf(outcome), 'MODEL_ANSWER_TOO_LARGE');
      assert.equal(outcome.answer, undefined);
      assert.equal(requests.length, 1);
    });

    test('T11 that redirects to a private address is not followed', async () => {
      let reached = 0;
      const target = createServer((_request, response) => {
        reached += 1;
        response.end('secret');
      });
      await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
      const to = `http://127.0.0.1:${(target.address() as AddressInfo).port}/latest/meta-data?token=1`;
      const { outcome } = await run([{ fault: { kind: 'redirect', to } }]);
      target.close();
      assert.equal(codeOf(outcome), 'MODEL_REDIRECTED');
      assert.match(
        messageOf(outcome),
        /redirects to http:\/\/127\.0\.0\.1:\d+, which is not followed/,
      );
      assert.equal(reached, 0);
    });

    test('that hangs before its first word times out', async () => {
      await using model = await setUp(
        [{ text: 'never', fault: { kind: 'hang', afterChunks: 0 } }],
        api,
      );
      const clock = new ManualClock();
      await using bench = await AgentBench.open(model.models, clock);
      const running = bench.run([userText('go')], { models: [model.ref] });
      while (model.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await clock.advance(120_000);
      assert.equal(codeOf(await running), 'MODEL_IDLE');
    });

    test('that cannot be reached is named with the reason', async () => {
      const closed = await startScriptedModelServer([]);
      await closed.close();
      const models = createModelCatalog(
        { local: { api, baseUrl: closed.openaiUrl, apiKey: KEY } },
        { clock: new ManualClock() },
      );
      await using bench = await AgentBench.open(models, impatientClock());
      const outcome = await bench.run([userText('go')], { models: ['local/model'] });
      assert.equal(codeOf(outcome), 'MODEL_UNREACHABLE');
      assert.match(messageOf(outcome), /ECONNREFUSED.*models\.local\.baseUrl/);
    });

    test('is replaced by the fallback when it fails', async () => {
      await using server = await startScriptedModelServer([
        { fault: { kind: 'status', status: 403 } },
        { text: 'second' },
      ]);
      const baseUrl = api === 'openai-completions' ? server.openaiUrl : server.anthropicUrl;
      const local = { api, baseUrl, apiKey: KEY };
      const models = createModelCatalog({ a: local, b: local }, { clock: new ManualClock() });
      await using bench = await AgentBench.open(models, impatientClock());
      const outcome = await bench.run([userText('go')], { models: ['a/one', 'b/two'] });
      assert.equal(outcome.answer?.model, 'b/two');
    });
  });
}

describe('every other api', () => {
  for (const api of ['google-generative-ai', 'openai-responses'] as const) {
    test(`T11 ${api} does not follow a redirect either`, async () => {
      let reached = 0;
      const server = createServer((request, response) => {
        if (request.url?.includes('secret')) {
          reached += 1;
          response.end('{}');
        } else response.writeHead(307, { location: '/secret' }).end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
      const settings: ModelSettings = { local: { api, baseUrl, apiKey: KEY } };
      await using bench = await AgentBench.open(
        createModelCatalog(settings, { clock: new ManualClock() }),
        impatientClock(),
      );
      const outcome = await bench.run([userText('go')], { models: ['local/m'] });
      server.closeAllConnections();
      server.close();
      assert.equal(codeOf(outcome), 'MODEL_REDIRECTED');
      assert.equal(reached, 0);
    });
  }
});

/** Short sleeps pass at once; those that guard against hanging never do. */
function impatientClock(): ManualClock {
  const clock = new ManualClock();
  const sleep = clock.sleep.bind(clock);
  return Object.assign(clock, {
    sleep: (ms: number, signal?: AbortSignal) =>
      ms < 60_000 ? Promise.resolve() : sleep(ms, signal),
  });
}

function codeOf(outcome: AgentOutcome): string {
  return 'error' in outcome ? outcome.error.code : outcome.status;
}

function messageOf(outcome: AgentOutcome): string {
  return 'error' in outcome ? outcome.error.message : '';
}
