import assert from 'node:assert/strict';
import { test } from 'node:test';
import { main } from './index.ts';
import { createFakeIo } from './testing/fake-io.ts';

const COMMANDS = [
  'gateway',
  'agent',
  'status',
  'sessions list',
  'dashboard',
  'logs',
  'channels status',
  'channels add',
  'channels remove',
  'pairing list',
  'pairing approve',
  'pairing deny',
  'pairing revoke',
  'wirings list',
  'wirings set',
  'wirings remove',
  'deliveries list',
  'deliveries retry',
  'deliveries show',
  'deliveries drop',
  'audit list',
  'audit verify',
  'config path',
  'config get',
  'config set',
  'config unset',
  'config validate',
];

async function run(...argv: string[]) {
  const io = createFakeIo();
  return { exitCode: await main(argv, io), printed: io.printed(), complained: io.complained() };
}

test('--version prints the published version and nothing else', async () => {
  for (const flag of ['--version', '-V']) {
    assert.deepEqual(await run(flag), { exitCode: 0, printed: '1.2.3\n', complained: '' });
  }
});

test('--version with --json prints JSON, in either order', async () => {
  const asked = { exitCode: 0, printed: '{"version":"1.2.3"}\n', complained: '' };
  assert.deepEqual(await run('--version', '--json'), asked);
  assert.deepEqual(await run('--json', '--version'), asked);
});

test('--help shows every command and explains the exit codes', async () => {
  const { exitCode, printed } = await run('--help');
  assert.equal(exitCode, 0);
  const shown = printed.match(/^ {2}[a-z]+(?: [a-z]+)?(?= {2}| <| \[)/gmu) ?? [];
  assert.deepEqual(
    shown.map((line) => line.trim()),
    COMMANDS,
  );
  assert.match(printed, /0 {2}done\n {2}1 {2}the work failed\n {2}2 .*\n {2}3 {2}no gateway/u);
});

test('each command has help of its own, and --json', async () => {
  for (const command of COMMANDS) {
    const help = await run(...command.split(' '), '--help');
    assert.equal(help.exitCode, 0, command);
    assert.match(help.printed, /--json/u, command);
  }
});

test('a wrong command line exits 2, says what is wrong and does nothing', async () => {
  const wrong: readonly (readonly [argv: string[], complaint: RegExp])[] = [
    [[], /Usage: coderclaw/u],
    [['frobnicate'], /unknown command 'frobnicate'/u],
    [['status', '--frobnicate'], /unknown option '--frobnicate'/u],
    [['status', '--jsom'], /Did you mean --json\?/u],
    [['agent'], /required option '-m, --message <text>'/u],
    [['agent', '-m', 'hi', '--thinking', 'deeply'], /Allowed choices are off, minimal/u],
    [['agent', '-m', 'hi', '--timeout', '0'], /whole number from 1 to 86400/u],
    [['gateway', '--port', '99999'], /whole number from 0 to 65535/u],
    [['config', 'set', 'gateway.port'], /missing required argument 'value'/u],
    [['deliveries', 'retry'], /missing required argument 'id'/u],
    [['sessions'], /Usage: coderclaw sessions <command>/u],
    [['status', 'extra'], /too many arguments/u],
  ];
  for (const [argv, complaint] of wrong) {
    const { exitCode, printed, complained } = await run(...argv);
    assert.equal(exitCode, 2, argv.join(' '));
    assert.equal(printed, '', argv.join(' '));
    assert.match(complained, complaint);
  }
});

test('T27 a command line that is quoted back cannot act on the terminal', async () => {
  const { complained } = await run('status\u001b[2J');
  assert.equal(complained.includes('\u001b'), false);
  assert.match(complained, /'status\\x1b\[2J'/u);
});
