import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MethodResult } from '@coderclaw/protocol';
import { main } from '../index.ts';
import { startFakeGateway } from '../testing/fake-gateway.ts';
import { createFakeIo } from '../testing/fake-io.ts';
import { runCommand } from '../testing/run-command.ts';
import { createTemporaryHome } from '../testing/temporary-home.ts';

const NOW = 1_800_000_000_000;

const STATUS: MethodResult<'status'> = {
  version: '1.2.3',
  protocol: 4,
  ts: NOW,
  startedAt: NOW - 7_200_000,
  uptimeMs: 7_200_000,
  defaultAgentId: 'main',
  agents: 2,
  model: 'demo/demo',
  modelConfigured: false,
  channels: [{ channel: 'webchat', account: 'default', state: 'running' }],
  connections: 1,
  counts: {
    sessions: 3,
    messages: 12,
    activeRuns: 1,
    waitingIntakes: 0,
    pendingParts: 0,
    unknownParts: 2,
    failedParts: 0,
  },
  files: { usedBytes: 1_234_567_890, limitBytes: 5_000_000_000 },
  problems: ['coderclaw.yaml:3 \u001b[2J is not known'],
};

test('status shows the gateway on one screen and says what is wrong', async () => {
  const { exitCode, printed } = await runCommand(['status'], { status: () => STATUS });
  assert.equal(exitCode, 0);
  assert.match(printed, /^Gateway {5}1\.2\.3 at http:\/\/127\.0\.0\.1:\d+$/mu);
  assert.match(printed, /^Up {10}2 h$/mu);
  assert.match(printed, /^Model {7}demo\/demo \(no key is set\)$/mu);
  assert.match(printed, /^Deliveries {2}0 pending, 0 failed, 2 unknown$/mu);
  assert.match(printed, /^Files {7}1,235 of 5,000 MB$/mu);
  assert.match(printed, /^! coderclaw\.yaml:3 \\x1b\[2J is not known$/mu);
});

test('status --json is the gateway’s own answer and its address', async () => {
  const { printed } = await runCommand(['status', '--json'], { status: () => STATUS });
  const { url, ...status } = JSON.parse(printed);
  assert.match(url, /^http:/u);
  assert.deepEqual(status, STATUS);
});

test('without a gateway every command that needs one exits 3 and says how to start it', async () => {
  using home = createTemporaryHome();
  const commands = [
    ['status'],
    ['sessions', 'list'],
    ['deliveries', 'list'],
    ['deliveries', 'retry', 'd1'],
    ['deliveries', 'show', 'd1'],
    ['deliveries', 'drop', 'd1'],
    ['channels', 'status'],
    ['pairing', 'list'],
    ['pairing', 'approve', 'CODE'],
    ['pairing', 'deny', 'p1'],
    ['pairing', 'revoke', 'p1'],
    ['wirings', 'list'],
    ['wirings', 'set', 'telegram', '-5'],
    ['wirings', 'remove', 'w1'],
    ['audit', 'list'],
    ['audit', 'verify'],
    ['dashboard', '--print'],
    ['logs'],
    ['agent', '-m', 'hi'],
  ];
  for (const argv of commands) {
    const io = createFakeIo({ env: home.env });
    assert.equal(await main(argv, io), 3, argv.join(' '));
    assert.match(io.complained(), /Start it with: npx coderclaw gateway/u);
    assert.equal(io.printed(), '');
  }
});

test('a run file that a killed gateway left behind is as good as none', async () => {
  using home = createTemporaryHome();
  const gone = await startFakeGateway({});
  await gone.close();
  home.writeRun(gone.url);
  home.writeToken('a-home-token-of-thirty-two-characters');
  for (const argv of [['status'], ['agent', '-m', 'hi']]) {
    const io = createFakeIo({ env: home.env });
    assert.equal(await main([...argv, '--json'], io), 3);
    assert.equal(JSON.parse(io.complained()).error.code, 'CLI_GATEWAY_UNREACHABLE');
  }
});

test('a refused token exits 1 and says what to do', async () => {
  const { exitCode, complained } = await runCommand(['status', '--token', 'wrong'], {});
  assert.equal(exitCode, 1);
  assert.match(complained, /token/u);
});

test('what the gateway refuses is told in its own words', async () => {
  const refuse = () => {
    throw Object.assign(new Error('no delivery d1\u0007'), { code: 'NOT_FOUND' });
  };
  const { exitCode, complained } = await runCommand(['deliveries', 'retry', 'd1'], {
    'deliveries.retry': refuse,
  });
  assert.equal(exitCode, 1);
  assert.match(complained, /no delivery d1\\x07/u);
});

const SESSION: MethodResult<'sessions.list'>['sessions'][number] = {
  key: 'agent:main:main',
  sessionId: 's1',
  kind: 'direct',
  agentId: 'main',
  derivedTitle: 'Tidy\u202e my notes',
  isMain: true,
  updatedAt: NOW - 60_000,
  createdAt: NOW - 90_000,
  hasActiveRun: true,
  waiting: 2,
  cursor: 9,
  epoch: 0,
  usage: { input: 1, output: 1, cacheRead: 0, cacheWrite: 0, costMicros: 0 },
};

test('sessions list shows title, state and age, and tells of those it does not show', async () => {
  const { printed, complained, requests } = await runCommand(['sessions', 'list', '--limit', '1'], {
    'sessions.list': () => ({
      ts: NOW,
      count: 1,
      totalCount: 4,
      limitApplied: 1,
      hasMore: true,
      nextOffset: 1,
      defaults: { modelProvider: null, model: null, contextTokens: null },
      sessions: [SESSION],
    }),
  });
  assert.deepEqual(requests, [
    { method: 'sessions.list', params: { limit: 1, includeDerivedTitles: true } },
  ]);
  assert.match(
    printed,
    /^agent:main:main {2}Tidy\\u202e my notes {2}running \+2 waiting {2}1 min ago$/mu,
  );
  assert.match(complained, /3 more/u);
});

const DELIVERY: MethodResult<'deliveries.list'>['deliveries'][number] = {
  id: 'd1',
  runId: 'r1',
  channel: 'telegram',
  account: 'default',
  conversationId: 'c1',
  address: '4711',
  title: null,
  kind: 'reply',
  state: 'unknown',
  createdAt: NOW - 3_600_000,
  parts: [
    {
      id: 'p1',
      index: 0,
      kind: 'text',
      state: 'unknown',
      text: 'Hello',
      attempt: 1,
      nextAttemptAt: NOW,
      platformMessageId: null,
      error: 'the answer was lost',
    },
  ],
};

test('deliveries list shows why a delivery is where it is; retry sends it again', async () => {
  const answers = {
    'deliveries.list': () => ({ deliveries: [DELIVERY] }),
    'deliveries.retry': () => ({
      ok: true as const,
      delivery: { ...DELIVERY, state: 'pending' as const },
    }),
  };
  const list = await runCommand(['deliveries', 'list', '--state', 'unknown'], answers);
  assert.deepEqual(list.requests[0]?.params, { limit: 50, state: 'unknown' });
  assert.match(list.printed, /^d1 +unknown +telegram 4711 +the answer was lost +1 h ago$/mu);
  const retry = await runCommand(['deliveries', 'retry', 'd1'], answers);
  assert.deepEqual(retry.requests[0]?.params, { id: 'd1' });
  assert.equal(retry.printed, 'Delivery d1 is pending.\n');
  const [part] = DELIVERY.parts;
  const shown = { ...part!, state: 'dropped' as const, error: 'replaced by the answer' };
  const whole = { ...part!, index: 1, state: 'delivered' as const, text: 'whole', error: null };
  const delivery = { ...DELIVERY, state: 'delivered' as const, parts: [shown, whole] };
  const { printed } = await runCommand(['deliveries', 'list'], {
    'deliveries.list': () => ({ deliveries: [delivery] }),
  });
  assert.match(printed, /telegram 4711 +whole +1 h ago/u);
});

test('deliveries list begins with the answer, not with what was shown of it meanwhile', async () => {
  const [part] = DELIVERY.parts;
  const sent = { ...part!, state: 'delivered' as const, error: null };
  const parts = [
    { ...sent, text: 'Hel …' },
    { ...sent, index: 1, kind: 'edit' as const, text: 'Hello there' },
  ];
  const { printed } = await runCommand(['deliveries', 'list'], {
    'deliveries.list': () => ({ deliveries: [{ ...DELIVERY, state: 'delivered', parts }] }),
  });
  assert.match(printed, /telegram 4711 +Hello there +1 h ago/u);
});

test('audit list shows who did what, and a redacted record as such', async () => {
  const payload = {
    action: 'run.settle',
    principalId: 'owner',
    resourceType: 'run',
    resourceId: 'r1',
    result: 'denied' as const,
    reason: 'budget',
  };
  const { printed } = await runCommand(['audit', 'list'], {
    'audit.records': () => ({
      records: [
        { id: 'a2', sequence: 2, at: NOW, digest: 'd', payload },
        { id: 'a1', sequence: 1, at: NOW, digest: 'd', payload: null },
      ],
      nextBeforeSequence: null,
    }),
  });
  assert.match(
    printed,
    /2 {2}2027-01-15T08:00:00Z {2}owner {2}run\.settle +r1 {2}denied {2}budget$/mu,
  );
  assert.match(printed, /1 {2}2027-01-15T08:00:00Z +\(redacted\)$/mu);
});

const INTACT = {
  ok: true,
  records: 10,
  seals: 3,
  unsealed: 0,
  brokenAt: null,
  problem: null,
  head: 'abc',
};

test('audit verify exits 0 for an intact trail and 1 for a broken one', async () => {
  const intact = await runCommand(['audit', 'verify'], { 'audit.verify': () => INTACT });
  assert.equal(intact.exitCode, 0);
  assert.match(intact.printed, /^Audit trail {2}intact$/mu);
  const broken = { ...INTACT, ok: false, brokenAt: 7, problem: 'the digest does not match' };
  const found = await runCommand(['audit', 'verify'], { 'audit.verify': () => broken });
  assert.equal(found.exitCode, 1);
  assert.match(found.printed, /^Audit trail {2}broken at record 7: the digest does not match$/mu);
});

test('audit verify --file needs no gateway', async () => {
  using home = createTemporaryHome();
  const files: unknown[] = [];
  const verifyAudit = async (options: unknown) => {
    files.push(options);
    return INTACT;
  };
  for (const argv of [['--file', 'copy.db'], ['--file']]) {
    const io = createFakeIo({ env: home.env, server: { verifyAudit } });
    assert.equal(await main(['audit', 'verify', '--json', ...argv], io), 0);
    assert.deepEqual(io.printedJson(), INTACT);
  }
  assert.deepEqual(files, [{ file: 'copy.db' }, {}]);
});

test('the sign-in link is printed to a terminal or on request, never into a pipe by itself', async () => {
  const url = 'http://127.0.0.1:18789/#code=abc';
  const answers = { 'auth.link': () => ({ url, expiresAt: NOW + 600_000 }) };
  const piped = await runCommand(['dashboard'], answers);
  assert.equal(piped.exitCode, 2);
  assert.equal(piped.requests.length, 0);
  assert.match(piped.complained, /--print/u);
  const shown = await runCommand(['dashboard'], answers, { terminal: true });
  assert.equal(shown.printed, `${url}\n`);
  assert.match(shown.complained, /works once, within 10 minutes/u);
  const printed = await runCommand(['dashboard', '--print', '--json'], answers);
  assert.deepEqual(JSON.parse(printed.printed), { url, expiresAt: NOW + 600_000 });
});

test('logs are printed for a reader, and with --json as the records that they are', async () => {
  const record = { at: '2026-11-21T01:00:00.000Z', level: 'info', message: 'ready' };
  const answers = {
    'logs.tail': () => ({
      file: 'gateway.log',
      cursor: 9,
      size: 9,
      lines: [JSON.stringify(record)],
    }),
  };
  const shown = await runCommand(['logs', '--limit', '5'], answers);
  assert.deepEqual(shown.requests[0]?.params, { limit: 5 });
  assert.equal(shown.printed, '2026-11-21T01:00:00.000Z info  ready\n');
  const json = await runCommand(['logs', '--json'], answers);
  assert.deepEqual(JSON.parse(json.printed), record);
});

test('logs --follow prints what is added, until Ctrl-C, and exits 0', async () => {
  using home = createTemporaryHome();
  const asked: unknown[] = [];
  const gateway = await startFakeGateway({
    'logs.tail': (params) => {
      asked.push(params);
      if (asked.length === 3) io.signal('SIGINT');
      return {
        file: 'gateway.log',
        cursor: asked.length,
        size: 9,
        lines: [`line ${asked.length}`],
      };
    },
  });
  home.writeRun(gateway.url);
  home.writeToken(gateway.token);
  const io = createFakeIo({ env: home.env });
  assert.equal(await main(['logs', '--follow'], io), 0);
  await gateway.close();
  assert.deepEqual(asked, [{ limit: 200 }, { cursor: 1 }, { cursor: 2 }]);
  assert.equal(io.printed(), 'line 1\nline 2\nline 3\n');
});
