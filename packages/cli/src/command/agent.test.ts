import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MethodParams, MethodResult } from '@coderclaw/protocol';
import { main } from '../index.ts';
import { type FakeCall, startFakeGateway } from '../testing/fake-gateway.ts';
import { createFakeIo } from '../testing/fake-io.ts';
import { runCommand } from '../testing/run-command.ts';
import { createTemporaryHome } from '../testing/temporary-home.ts';

type AgentResult = MethodResult<'agent'>;
type AgentCall = (params: MethodParams<'agent'>, call: FakeCall) => AgentResult;

const SESSION = { sessionKey: 'agent:main:main', agentId: 'main' };
const USAGE = { input: 10, output: 4, cacheRead: 0, cacheWrite: 0, costMicros: 12 };

function formatResult(
  runId: string,
  text: string,
  end: AgentResult['result']['end'] = 'DONE',
): AgentResult {
  const failed = end === 'ERROR' && {
    error: { code: 'MODEL_REFUSED', message: 'the key was refused' },
  };
  return {
    runId,
    status: end === 'DONE' ? 'ok' : 'error',
    summary: end,
    result: { end, ...SESSION, text, payloads: [{ text }], usage: USAGE, ...failed },
  };
}

function paramsOf(requests: readonly { readonly params: unknown }[]): MethodParams<'agent'> {
  const [first] = requests;
  assert.ok(first, 'nothing was asked');
  return first.params as MethodParams<'agent'>;
}

/** A turn with a tool in the middle, told the way a gateway tells it. */
const answerWithTool: AgentCall = ({ idempotencyKey: runId }, call) => {
  call.accepted({ runId, ...SESSION, status: 'accepted', acceptedAt: 1 });
  const chat = (step: number, text: string) =>
    call.event('chat', {
      runId,
      ...SESSION,
      seq: 1,
      state: 'delta',
      deltaText: text,
      message: {
        role: 'assistant',
        timestamp: 1,
        step,
        attempt: 1,
        content: [{ type: 'text', text }],
      },
    });
  const tool = (data: object) =>
    call.event('agent', { runId, ...SESSION, seq: 1, ts: 1, stream: 'tool', data });
  chat(0, 'Let me');
  chat(0, 'Let me look.');
  tool({ phase: 'start', name: 'read', toolCallId: 't1', args: { path: 'notes.md' } });
  tool({ phase: 'result', name: 'read', toolCallId: 't1', isError: true, result: 'no such file' });
  chat(1, 'There is');
  return formatResult(runId, 'There is nothing.');
};

test('on a terminal the answer is streamed, with its tools between', async () => {
  const { exitCode, printed, complained } = await runCommand(
    ['agent', '-m', 'look'],
    { agent: answerWithTool },
    { terminal: true },
  );
  assert.equal(exitCode, 0);
  assert.equal(printed, 'Let me look.\nThere is nothing.\n');
  assert.equal(complained, '• read notes.md\n✗ read: no such file\n');
});

test('into a pipe goes the settled answer and nothing else', async () => {
  const { printed, complained } = await runCommand(['agent', '-m', 'look'], {
    agent: answerWithTool,
  });
  assert.equal(printed, 'There is nothing.\n');
  assert.equal(complained, '');
});

test('--json prints the run, its end and its usage', async () => {
  const { exitCode, printed, requests } = await runCommand(['agent', '-m', 'look', '--json'], {
    agent: answerWithTool,
  });
  assert.equal(exitCode, 0);
  assert.deepEqual(JSON.parse(printed), {
    runId: paramsOf(requests).idempotencyKey,
    sessionKey: SESSION.sessionKey,
    status: 'ok',
    text: 'There is nothing.',
    usage: USAGE,
  });
});

test('every end of a run has its status, and all but ok exit 1', async () => {
  const ends = { DONE: 'ok', ERROR: 'error', ABORTED: 'aborted', TIMEOUT: 'timeout' } as const;
  for (const [end, status] of Object.entries(ends)) {
    const { exitCode, printed } = await runCommand(['agent', '-m', 'hi', '--json'], {
      agent: ({ idempotencyKey }) => formatResult(idempotencyKey, '', end as keyof typeof ends),
    });
    assert.equal(JSON.parse(printed).status, status);
    assert.equal(exitCode, status === 'ok' ? 0 : 1);
  }
});

test('a run that failed says why on standard error', async () => {
  const { exitCode, complained } = await runCommand(['agent', '-m', 'hi'], {
    agent: ({ idempotencyKey }) => formatResult(idempotencyKey, '', 'ERROR'),
  });
  assert.equal(exitCode, 1);
  assert.match(complained, /the run failed: the key was refused/u);
});

test('what the flags say is what the gateway is asked', async () => {
  const flags = ['--session', 'work', '--agent', 'helper', '--workspace', '/srv/project'];
  const { requests } = await runCommand(
    ['agent', '-m', '-', ...flags, '--thinking', 'high', '--timeout', '30'],
    { agent: ({ idempotencyKey }) => formatResult(idempotencyKey, 'ok') },
    { stdin: 'from the pipe\n' },
  );
  const { idempotencyKey, ...params } = paramsOf(requests);
  assert.match(idempotencyKey, /^[0-9a-f-]{36}$/u);
  assert.deepEqual(params, {
    message: 'from the pipe\n',
    sessionKey: 'work',
    agentId: 'helper',
    cwd: '/srv/project',
    thinking: 'high',
    timeout: 30,
  });
});

test('an empty message is a wrong command line', async () => {
  const { exitCode, requests } = await runCommand(['agent', '-m', ' '], {});
  assert.equal(exitCode, 2);
  assert.equal(requests.length, 0);
});

/** A run that goes on until it is aborted. */
async function startEndlessRun() {
  const home = createTemporaryHome();
  const begun = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  const gateway = await startFakeGateway({
    agent: async ({ idempotencyKey: runId }, call) => {
      call.accepted({ runId, ...SESSION, status: 'accepted', acceptedAt: 1 });
      begun.resolve();
      await aborted.promise;
      return formatResult(runId, 'as far as', 'ABORTED');
    },
    'chat.abort': ({ runId = '' }) => {
      aborted.resolve();
      return { ok: true, aborted: true, runIds: [runId] };
    },
  });
  home.writeRun(gateway.url);
  home.writeToken(gateway.token);
  const io = createFakeIo({ env: home.env });
  const exitCode = main(['agent', '-m', 'go on for ever'], io);
  await begun.promise;
  const end = async () => {
    const code = await exitCode;
    await gateway.close();
    home[Symbol.dispose]();
    return code;
  };
  return { io, gateway, end };
}

test('Ctrl-C stops the run through the gateway and waits for its end', async () => {
  const { io, gateway, end } = await startEndlessRun();
  io.signal('SIGINT');
  assert.equal(await end(), 1);
  const { idempotencyKey } = paramsOf(gateway.requests);
  assert.deepEqual(gateway.requests[1], {
    method: 'chat.abort',
    params: { runId: idempotencyKey, sessionKey: SESSION.sessionKey },
  });
  assert.equal(io.printed(), 'as far as\n');
  assert.match(io.complained(), /the run was stopped/u);
});

test('a second Ctrl-C leaves at once', async () => {
  const { io, end } = await startEndlessRun();
  io.signal('SIGINT');
  assert.throws(() => io.signal('SIGINT'), /exit 1/u);
  assert.deepEqual(io.exits, [1]);
  await end();
});

test('a message whose connection is lost is sent again as the same message', async () => {
  let tries = 0;
  const { exitCode, printed, requests } = await runCommand(['agent', '-m', 'hi'], {
    agent: ({ idempotencyKey }, call) => {
      tries += 1;
      if (tries === 1) call.disconnect();
      return formatResult(idempotencyKey, 'once');
    },
  });
  assert.equal(exitCode, 0);
  assert.equal(printed, 'once\n');
  assert.equal(requests.length, 2);
  assert.deepEqual(requests[0], requests[1]);
});

/** A run whose gateway dies in the middle and does not come back. */
async function loseGateway(...flags: string[]) {
  const home = createTemporaryHome();
  const gateway = await startFakeGateway({
    agent: ({ idempotencyKey: runId }, call) => {
      call.accepted({ runId, ...SESSION, status: 'accepted', acceptedAt: 1 });
      void gateway.close();
      return new Promise(() => {});
    },
  });
  home.writeRun(gateway.url);
  home.writeToken(gateway.token);
  const io = createFakeIo({ env: home.env });
  const lost = Promise.withResolvers<void>();
  const { write } = io.stderr;
  io.stderr.write = (text) => {
    write(text);
    if (text.includes('connection lost')) lost.resolve();
  };
  const exitCode = main(['agent', '-m', 'hi', ...flags], io);
  await lost.promise;
  const end = async () => {
    const code = await exitCode;
    home[Symbol.dispose]();
    return code;
  };
  return { io, end };
}

test('a gateway that goes away is told of, off a terminal too, and waited for no longer than was said', async () => {
  for (const json of [[], ['--json']]) {
    const { io, end } = await loseGateway('--timeout', '1', ...json);
    assert.equal(await end(), 3);
    assert.equal(io.complained().match(/connection lost/gu)?.length, 1);
    assert.match(io.complained(), /did not come back within 1 s/u);
    assert.equal(io.printed(), '');
  }
});

test('Ctrl-C while the gateway is away leaves at once', async () => {
  const { io, end } = await loseGateway('--timeout', '1');
  assert.throws(() => io.signal('SIGINT'), /exit 1/u);
  assert.deepEqual(io.exits, [1]);
  await end();
});

test('T27 an answer cannot act on the terminal', async () => {
  const { printed } = await runCommand(['agent', '-m', 'hi'], {
    agent: ({ idempotencyKey }) => formatResult(idempotencyKey, 'a\u001b]0;owned\u0007\nb\u202ec'),
  });
  assert.equal(printed, 'a\\x1b]0;owned\\x07\nb\\u202ec\n');
});
