import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { DEFAULT_AGENT, type Environment, type HomePaths } from '../home/home-paths.ts';
import { temporaryHome } from '../testing/temporary-home.ts';
import { formatProblem } from './config-problem.ts';
import { type LoadedConfig, loadConfig } from './load-config.ts';

const NO_ENVIRONMENT: Environment = { HOME: '/home/ada' };

async function load(
  t: TestContext,
  yaml?: string | Uint8Array,
  env: Environment = NO_ENVIRONMENT,
): Promise<LoadedConfig & { paths: HomePaths }> {
  const paths = temporaryHome(t, yaml);
  return { ...(await loadConfig(paths, env)), paths };
}

function onlyProblem({ problems }: LoadedConfig) {
  assert.equal(problems.length, 1, inspect(problems));
  return problems[0]!;
}

test('the published sample loads as it stands, its dots unset', async (t) => {
  const sample = readFileSync(join(import.meta.dirname, '../fixture/sample-coderclaw.yaml'));
  const { settings, problems, paths, source } = await load(t, sample);
  assert.deepEqual(problems, []);
  assert.equal(source, 'file');
  assert.deepEqual(settings.gateway, {
    port: 18789,
    bind: 'loopback',
    auth: { mode: 'token', token: null, password: null },
  });
  const workspace = join(paths.home, 'workspace');
  assert.deepEqual(settings.agents, [
    {
      id: 'main',
      home: workspace,
      workspace,
      models: ['claude-opus-4-6'],
      timeoutMs: 600_000,
      verbose: 'on',
    },
  ]);
  assert.equal(settings.providers[0]?.apiKey, null);
});

test('without a file and a key everything has its default and the demo model answers', async (t) => {
  const { settings, problems, source, fileRevision } = await load(t);
  assert.deepEqual([problems, source, fileRevision], [[], 'defaults', null]);
  assert.deepEqual(settings.defaultModel, { ref: 'demo/demo', source: 'demo' });
  assert.equal(settings.agents[0]?.id, DEFAULT_AGENT);
});

test('what files may take is read in MB and days, and no days are for ever', async (t) => {
  const DAY_MS = 86_400_000;
  assert.deepEqual((await load(t)).settings.media, {
    totalBytes: 5_000_000_000,
    dailyBytes: 500_000_000,
    keepMs: 90 * DAY_MS,
  });
  const yaml = 'media:\n  maxTotalMb: 2\n  maxDailyMbPerSender: 1\n  keepDays: 0\n';
  assert.deepEqual((await load(t, yaml)).settings.media, {
    totalBytes: 2_000_000,
    dailyBytes: 1_000_000,
    keepMs: null,
  });
});

test('an empty file, and one of comments only, is no problem', async (t) => {
  for (const yaml of ['', '\n\n', '# nothing yet\n']) {
    const { problems, settings } = await load(t, yaml);
    assert.deepEqual([problems, settings.gateway.port], [[], 18789]);
  }
});

test('a key of the environment is used, and brings its model, when the file is silent', async (t) => {
  const { settings } = await load(t, 'models: {openai: {apiKey: "..."}}\n', {
    ...NO_ENVIRONMENT,
    OPENAI_API_KEY: ' sk-env ',
    GEMINI_API_KEY: 'g-env',
  });
  assert.deepEqual(
    settings.providers.map(({ name, apiKey }) => [name, apiKey?.reveal(), apiKey?.source]),
    [
      ['openai', 'sk-env', 'OPENAI_API_KEY'],
      ['google', 'g-env', 'GEMINI_API_KEY'],
    ],
  );
  assert.deepEqual(settings.defaultModel, { ref: 'openai/gpt-6-sol', source: 'key' });
});

test('a key of the file wins over the environment', async (t) => {
  const yaml = 'models: {anthropic: {apiKey: sk-file}}\n';
  const { settings } = await load(t, yaml, { ANTHROPIC_API_KEY: 'sk-env' });
  assert.equal(settings.providers[0]?.apiKey?.reveal(), 'sk-file');
  assert.equal(settings.providers[0]?.apiKey?.source, 'file');
});

test("an endpoint of one's own brings its first model as the default", async (t) => {
  const yaml = `models:
  local: {baseUrl: "http://127.0.0.1:8080/v1", api: openai-completions, models: [tiny, {id: big, contextWindow: 8192, cost: {input: 1.5}}]}
`;
  const { settings, problems } = await load(t, yaml);
  assert.deepEqual(problems, []);
  assert.equal(settings.defaultModel.ref, 'local/tiny');
  const [tiny, big] = settings.providers[0]!.models;
  assert.deepEqual([tiny?.contextWindow, tiny?.input, tiny?.cost.input], [null, ['text'], 0]);
  assert.deepEqual(
    [big?.contextWindow, big?.cost],
    [8192, { input: 1.5, output: 0, cacheRead: 0, cacheWrite: 0 }],
  );
});

test('agents have their own home, and the default project, model and fallbacks where they name none', async (t) => {
  const yaml = `agents:
  defaults: {workspace: ~/work, model: {primary: a/b, fallbacks: [c/d, e/f]}}
  list:
    - {id: helper, workspace: ~/.coderclaw/elsewhere, model: e/f}
    - id: main
`;
  const { settings, paths, problems } = await load(t, yaml);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    settings.agents.map(({ id, home, workspace, models }) => [id, home, workspace, models]),
    [
      ['main', join(paths.home, 'workspace'), '/home/ada/work', ['a/b', 'c/d', 'e/f']],
      [
        'helper',
        join(paths.home, 'workspace-helper'),
        join(paths.home, 'elsewhere'),
        ['e/f', 'c/d'],
      ],
    ],
  );
});

test('verboseDefault takes booleans and words alike', async (t) => {
  for (const [written, level] of Object.entries({
    on: 'on',
    true: 'on',
    off: 'off',
    false: 'off',
    '"off"': 'off',
    full: 'full',
  })) {
    const { settings, problems } = await load(
      t,
      `agents: {defaults: {verboseDefault: ${written}}}\n`,
    );
    assert.deepEqual([problems, settings.agents[0]?.verbose], [[], level]);
  }
});

test('an unknown key is a warning with its place and the nearest name, and the rest counts', async (t) => {
  const loaded = await load(t, 'gateway:\n  prot: 1\n  bind: lan\n');
  const problem = onlyProblem(loaded);
  assert.equal(
    formatProblem(problem),
    `${loaded.file}:2:3: warning: "prot" is not known in gateway and is ignored; did you mean port?`,
  );
  assert.equal(loaded.settings.gateway.bind, 'lan');
});

test('a bad value is a problem with its place, and disables only what it configures', async (t) => {
  const loaded = await load(
    t,
    'gateway:\n  port: eighty\nagents:\n  defaults:\n    timeoutSeconds: 30\n',
  );
  const problem = onlyProblem(loaded);
  assert.deepEqual(
    [problem.severity, problem.path, problem.place],
    ['error', 'gateway.port', { line: 2, column: 9 }],
  );
  assert.match(problem.message, /whole number from 0 to 65535, not "eighty"; 18789 is used/u);
  assert.equal(loaded.settings.gateway.port, 18789);
  assert.equal(loaded.settings.agents[0]?.timeoutMs, 30_000);
});

test('nothing wrong in the gateway section widens access', async (t) => {
  const wrong = [
    'bind: everywhere',
    'bind: [lan]',
    'bind: lan\n  bind: loopback',
    'auth: none',
    'auth: {mode: none}',
    'auth: {mode: password}',
    'auth: {mode: password, password: ""}',
    'auth: {mode: password, password: 12345}',
    'auth: {token: []}',
  ];
  for (const line of wrong) {
    const loaded = await load(t, `gateway:\n  ${line}\n`);
    assert.ok(loaded.problems.length > 0, line);
    assert.deepEqual(loaded.settings.gateway, {
      port: 18789,
      bind: 'loopback',
      auth: { mode: 'token', token: null, password: null },
    });
  }
});

test('an agent without a valid id is left out, and one listed twice counts once', async (t) => {
  const loaded = await load(
    t,
    'agents: {list: [{workspace: /a}, {id: ../up}, {id: b, workspace: /b}, {id: b, workspace: /c}, 7]}\n',
  );
  assert.deepEqual(loaded.settings.agents.map(({ id, workspace }) => [id, workspace]).slice(1), [
    ['b', '/b'],
  ]);
  assert.deepEqual(
    loaded.problems.map(({ path }) => path),
    [
      'agents.list[0]',
      'agents.list[1].id',
      'agents.list[1]',
      'agents.list[4]',
      'agents.list[1].id',
    ],
  );
});

test('a section set twice is ignored whole', async (t) => {
  const loaded = await load(t, 'gateway: {port: 1}\ngateway: {port: 2}\n');
  assert.equal(onlyProblem(loaded).kind, 'duplicate-key');
  assert.equal(loaded.settings.gateway.port, 18789);
});

test('a file that is not YAML leaves the defaults and says where it breaks, without quoting it', async (t) => {
  const broken = {
    'a tab': 'gateway:\n\tport: 1\n',
    'an open quote': 'models:\n  openai:\n    apiKey: "sk-secret\n',
    'an open bracket': 'models: [sk-secret\n',
    'two documents': 'gateway: {}\n---\ngateway: {}\n',
    'a missing anchor': 'models: {openai: {apiKey: *sk-secret}}\n',
    'stray text': 'gateway: {}\nsk-secret\n}\n',
  };
  for (const [name, yaml] of Object.entries(broken)) {
    const loaded = await load(t, yaml);
    const problem = onlyProblem(loaded);
    assert.equal(problem.kind, 'broken', name);
    assert.ok(problem.place!.line >= 1, name);
    assert.doesNotMatch(problem.message, /sk-secret/u, name);
    assert.equal(loaded.source, 'defaults', name);
  }
});

test('a byte order mark and CRLF line ends make no difference', async (t) => {
  const loaded = await load(t, '\ufeffgateway:\r\n  port: 1234\r\n  prot: 2\r\n');
  assert.equal(loaded.settings.gateway.port, 1234);
  assert.deepEqual(onlyProblem(loaded).place, { line: 3, column: 3 });
});

test('alias bombs, deep nesting, huge, binary and missing-permission files end in one problem', async (t) => {
  const levels = Array.from(
    { length: 9 },
    (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`,
  );
  const hostile: Record<string, string | Uint8Array> = {
    'alias bomb': `l0: &l0 [x]\n${levels.join('\n')}\n`,
    'alias of itself': 'models: &a {x: *a}\n',
    brackets: '['.repeat(500_000),
    huge: `# ${'x'.repeat(1_048_576)}`,
    'not UTF-8': Uint8Array.of(0x67, 0xff, 0xfe),
  };
  for (const [name, content] of Object.entries(hostile)) {
    const loaded = await load(t, content);
    assert.match(onlyProblem(loaded).kind, /broken|unreadable/u, name);
    assert.equal(loaded.settings.gateway.port, 18789, name);
  }
});

test('a directory in place of the file is a problem that says so', async (t) => {
  const paths = temporaryHome(t);
  mkdirSync(paths.config);
  assert.match(onlyProblem(await loadConfig(paths, {})).message, /not a file|EISDIR/u);
});

test('a file that may not be read says how to repair that', {
  skip: process.getuid?.() === 0 && 'root reads everything',
}, async (t) => {
  const paths = temporaryHome(t, 'gateway: {port: 1}\n');
  chmodSync(paths.config, 0);
  assert.match(onlyProblem(await loadConfig(paths, {})).message, /chmod/u);
});

test('a file with a secret that others may read is a warning', {
  skip: process.platform === 'win32',
}, async (t) => {
  const paths = temporaryHome(t, 'models: {openai: {apiKey: sk-1}}\n');
  chmodSync(paths.config, 0o644);
  assert.equal(onlyProblem(await loadConfig(paths, {})).kind, 'exposed');
  rmSync(paths.config);
});

test('names from the file are shown with their control and bidi characters escaped', async (t) => {
  const loaded = await load(t, '"a\\e[31m\\u202Eb": 1\n');
  assert.match(onlyProblem(loaded).message, /"a\\u001b\[31m\\u202eb"/u);
});

test('prototype names are ordinary unknown or provider names', async (t) => {
  const loaded = await load(
    t,
    '__proto__: {port: 1}\nmodels: {constructor: {apiKey: k}, __proto__: {apiKey: k}}\n',
  );
  assert.equal(loaded.problems.length, 2);
  assert.deepEqual(
    loaded.settings.providers.map(({ name }) => name),
    ['constructor'],
  );
  assert.equal(({} as Record<string, unknown>).port, undefined);
});

test('T18 no print of the settings or of a problem shows a secret', async (t) => {
  const yaml = `gateway: {auth: {mode: password, token: canary-1, password: canary-2}}
models: {openai: {apiKey: canary-3, api: canary}, anthropic: {apiKey: [canary-4]}}
`;
  const { settings, problems } = await load(t, yaml, { GEMINI_API_KEY: 'canary-5' });
  assert.equal(settings.gateway.auth.token?.reveal(), 'canary-1');
  const shown = [
    JSON.stringify(settings),
    inspect(settings, { depth: 9 }),
    JSON.stringify(problems),
    String(settings.gateway.auth.token),
  ];
  assert.doesNotMatch(shown.join('\n'), /canary-\d/u);
});

test('the revision changes with what the settings say, and with nothing else', async (t) => {
  const of = async (yaml: string) => (await load(t, yaml)).revision;
  const plain = 'models: {openai: {apiKey: a}}\n';
  const paths = temporaryHome(t, plain);
  const { revision } = await loadConfig(paths, {});
  assert.match(revision, /^[0-9a-f]{64}$/u);
  assert.equal((await loadConfig(paths, {})).revision, revision);
  assert.notEqual(await of('models: {openai: {apiKey: b}}\n'), await of(plain));
});

test('no text at all makes loading reject', async (t) => {
  const paths = temporaryHome(t);
  const { checkConfigText } = await import('./load-config.ts');
  const piece = fc.constantFrom(
    'gateway',
    'models',
    'agents',
    'list',
    ':',
    ' ',
    '\n',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '&a',
    '*a',
    '!!int',
    '"',
    "'",
    '|',
    '>',
    '? ',
    '#',
    'x',
    '1',
    '\t',
    '<<',
    '%YAML 1.1\n---',
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(fc.oneof(text, fc.string({ unit: 'binary' })), async (yaml) => {
      const { problems } = await checkConfigText(yaml, paths.config);
      for (const problem of problems) assert.doesNotMatch(formatProblem(problem), /\p{Cc}/u);
    }),
    { numRuns: 500 },
  );
});
