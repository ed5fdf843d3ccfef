import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createModelCatalog } from '@coderclaw/agent';
import { assemblePrompt, codingTools } from '@coderclaw/agent/testing';
import { SYSTEM_CLOCK } from '@coderclaw/gateway/platform';
import { Agent } from '@earendil-works/pi-agent-core';
import type { Model } from '@earendil-works/pi-ai';
import { streamSimple } from '@earendil-works/pi-ai/api/openai-completions';
import { withDirectory } from '../disk.ts';
import { drive, openEngine } from '../engine.ts';
import type { Measure } from '../figure.ts';

const SERVER = fileURLToPath(new URL('../model-server.ts', import.meta.url));
const CONVERSATIONS = 64;
const TURNS = 3_000;

/** Durable turns against a model over HTTP, beside Pi alone against the same: same prompt, same tools, nothing stored. */
export const measure: Measure = () =>
  withDirectory(async (directory) => {
    const server = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SERVER], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = await once(server.stdout, 'data');
    const baseUrl = String(url);
    const ours = await measureEngine(directory, baseUrl);
    const bare = await measurePi(directory, baseUrl);
    server.kill();
    const neighbour = { what: 'bare Pi', value: bare, unit: '/s' } as const;
    return [
      {
        what: `durable turns, ${CONVERSATIONS} conversations, model over loopback HTTP`,
        value: ours,
        unit: '/s',
        neighbour,
      },
      {
        what: 'the same ÷ bare Pi',
        value: ours / bare,
        unit: '×',
        budget: { at: 'least', value: 0.5 },
      },
    ];
  });

async function measureEngine(directory: string, baseUrl: string): Promise<number> {
  const models = createModelCatalog(
    { local: { baseUrl, api: 'openai-completions', models: ['pong'] } },
    { clock: SYSTEM_CLOCK },
  );
  const { kernel, close } = openEngine({ directory, models, model: 'local/pong' });
  await kernel.start();
  await drive(kernel, { count: 500, tag: 'warm', conversations: CONVERSATIONS });
  const { totalMs } = await drive(kernel, {
    count: TURNS,
    tag: 'turn',
    conversations: CONVERSATIONS,
    first: CONVERSATIONS,
  });
  await close();
  return (TURNS / totalMs) * 1000;
}

async function measurePi(home: string, baseUrl: string): Promise<number> {
  const reach = { home, workspace: home, ownerRun: true };
  const { text: systemPrompt } = await assemblePrompt(reach, 'coding', 1);
  const tools = codingTools(reach).map((tool) => ({
    ...tool,
    label: tool.name,
    execute: async () => ({ content: [], details: undefined }),
  }));
  const agents = Array.from(
    { length: CONVERSATIONS },
    () =>
      new Agent({
        initialState: { systemPrompt, model: modelAt(baseUrl), tools },
        streamFn: (model, context, options) =>
          streamSimple(model as Model<'openai-completions'>, context, {
            ...options,
            apiKey: 'none',
          }),
      }),
  );
  let next = -500;
  let begun = 0;
  await Promise.all(
    agents.map(async (agent) => {
      while (next < TURNS) {
        if (next === 0) begun = performance.now();
        next += 1;
        await agent.prompt('ping');
      }
    }),
  );
  return (TURNS / (performance.now() - begun)) * 1000;
}

function modelAt(baseUrl: string): Model<'openai-completions'> {
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  return {
    id: 'pong',
    name: 'pong',
    provider: 'local',
    api: 'openai-completions',
    baseUrl,
    reasoning: false,
    input: ['text'],
    cost,
    contextWindow: 128_000,
    maxTokens: 16_384,
  };
}
