import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { access, chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { codingTools } from '../testing/coding-tools.ts';
import { prepareHome, readBootMessage, tidyHome } from './home.ts';
import { assemblePrompt, isPromptOf } from './prompt.ts';

let root: string;
let home: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coderclaw-prompt-'));
  home = join(root, 'deep', 'home');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const reach = (ownerRun: boolean) => ({ home, workspace: '/project', ownerRun });

describe('the prompt', () => {
  test('is the same bytes from the same files, with their digest', async () => {
    await prepareHome(home);
    const [first, second] = [
      await assemblePrompt(reach(true), 'coding', 3),
      await assemblePrompt(reach(true), 'coding', 3),
    ];
    assert.deepEqual(first, second);
    assert.equal(first.epoch, 3);
    assert.equal(first.sha256, createHash('sha256').update(first.text).digest('hex'));
    assert.doesNotMatch(first.text, /20\d\d/);
  });

  test('takes at most 1,500 tokens with the template home and the tools', async () => {
    await prepareHome(home);
    const { text } = await assemblePrompt(reach(true), 'coding', 1);
    const tools = codingTools(reach(true)).map(({ name, description, parameters }) => ({
      name,
      description,
      parameters,
    }));
    const tokens = Buffer.byteLength(text + JSON.stringify(tools)) / 4;
    assert.ok(tokens <= 1_500, `${tokens} tokens`);
  });

  test("tells the owner's runs of the home and the first conversation, and others of neither", async () => {
    await prepareHome(home);
    const owner = (await assemblePrompt(reach(true), 'coding', 1)).text;
    assert.ok(owner.includes('/project') && owner.includes(home) && owner.includes('BOOTSTRAP.md'));
    const other = (await assemblePrompt(reach(false), 'coding', 1)).text;
    assert.ok(
      other.includes('/project') && !other.includes(home) && !other.includes('BOOTSTRAP.md'),
    );
    assert.ok(other.includes('AGENTS.md'));
  });

  test('of a run that reaches nothing tells of nothing else, and is told from that of one that does', async () => {
    await prepareHome(home);
    const [coding, messaging] = [
      await assemblePrompt(reach(false), 'coding', 1),
      await assemblePrompt(reach(false), 'messaging', 1),
    ];
    assert.doesNotMatch(
      messaging.text,
      /\/project|with edit|with write|coding agent|You cannot run/,
    );
    assert.match(messaging.text, /<file name="AGENTS\.md">/);
    for (const [profile, prompt] of [
      ['coding', coding],
      ['messaging', messaging],
    ] as const) {
      assert.equal(isPromptOf('coding', prompt), profile === 'coding');
      assert.equal(isPromptOf('messaging', prompt), profile === 'messaging');
    }
  });

  test('cuts a home file after 20,000 characters and says so', async () => {
    await prepareHome(home);
    await writeFile(join(home, 'AGENTS.md'), 'x'.repeat(30_000));
    const { text } = await assemblePrompt(reach(true), 'coding', 1);
    assert.match(text, /x{20000}\n\[AGENTS\.md is cut here/);
    assert.doesNotMatch(text, /x{20001}/);
  });

  test('is refused with a clear error when a home file can not be read', async () => {
    await prepareHome(home);
    await rm(join(home, 'AGENTS.md'));
    await import('node:fs/promises').then(({ mkdir }) => mkdir(join(home, 'AGENTS.md')));
    await assert.rejects(assemblePrompt(reach(true), 'coding', 1), {
      code: 'HOME_UNREADABLE',
      message: /AGENTS\.md can not be used \(EISDIR\); check the permissions/,
    });
  });
});

describe('a home', () => {
  test('is created once and never touched again', async () => {
    assert.equal(await prepareHome(home), true);
    assert.match(await readFile(join(home, 'BOOTSTRAP.md'), 'utf8'), /first/i);
    await rm(join(home, 'BOOTSTRAP.md'));
    await writeFile(join(home, 'AGENTS.md'), 'mine');
    assert.equal(await prepareHome(home), false);
    assert.equal(await readFile(join(home, 'AGENTS.md'), 'utf8'), 'mine');
    await assert.rejects(access(join(home, 'BOOTSTRAP.md')));
  });

  test('loses BOOTSTRAP.md only when the agent has emptied it', async () => {
    await prepareHome(home);
    assert.equal(await tidyHome(home), false);
    await writeFile(join(home, 'BOOTSTRAP.md'), ' \n');
    assert.equal(await tidyHome(home), true);
    assert.equal(await tidyHome(home), false);
  });

  test('has a boot message when BOOT.md says something', async () => {
    await prepareHome(home);
    assert.equal(await readBootMessage(home), null);
    await writeFile(join(home, 'BOOT.md'), '\n');
    assert.equal(await readBootMessage(home), null);
    await writeFile(join(home, 'BOOT.md'), 'Say hello.\n');
    assert.equal(await readBootMessage(home), 'Say hello.');
  });

  test('that can not be made is reported', { skip: process.getuid?.() === 0 }, async () => {
    await chmod(root, 0o500);
    await assert.rejects(prepareHome(home), { code: 'HOME_UNREADABLE' });
  });
});
