import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AgentId } from '../id/id.ts';
import {
  formatSessionKey,
  isAgentId,
  MAX_SESSION_KEY_LENGTH,
  mainSessionKey,
  parseSessionKey,
} from './session-key.ts';

const main = 'main' as AgentId;
const parse = (text: string) => parseSessionKey(text, main);

const VALID = [
  'agent:main:main',
  'agent:coder:explicit:release-notes',
  'agent:coder:subagent:3f2a',
  'agent:a:direct:ada',
  'agent:a:telegram:direct:42',
  'agent:a:telegram:work:direct:42',
  'agent:a:telegram:group:-100',
  'agent:a:discord:channel:7:thread:9',
  'agent:a:telegram:group:-100:topic:3',
  'agent:a:mail:direct:ada%40example.org',
  'cron:nightly',
  'cron:nightly:run:3f2a',
  'hook:3f2a',
];

for (const text of VALID) {
  test(`the key ${text} is read and written back as it was`, () => {
    const key = parse(text);
    assert.ok(key.kind !== 'invalid');
    assert.equal(formatSessionKey(key), text);
  });
}

test('main and global mean the main session of the default agent', () => {
  for (const alias of ['main', 'global']) {
    const key = parseSessionKey(alias, 'coder' as AgentId);
    assert.ok(key.kind === 'agent');
    assert.equal(formatSessionKey(key), mainSessionKey('coder' as AgentId));
  }
});

test('any other bare name is an explicit session of the default agent', () => {
  assert.deepEqual(parse('notes'), { kind: 'agent', agentId: 'main', rest: 'explicit:notes' });
  assert.deepEqual(parse('Grüße'), { kind: 'agent', agentId: 'main', rest: 'explicit:Grüße' });
});

const INVALID: readonly (readonly [string, RegExp])[] = [
  ['', /empty$/],
  ['agent', /no valid agent/],
  ['agent:', /empty part/],
  ['agent:main', /no session/],
  ['agent::main', /empty part/],
  ['agent:main:', /empty part/],
  ['agent:main:a::b', /empty part/],
  ['agent:Main:main', /no valid agent/],
  ['agent:../x:main', /no valid agent/],
  ['agent:-x:main', /no valid agent/],
  [`agent:${'x'.repeat(65)}:main`, /no valid agent/],
  ['cron', /cron session key has no id/],
  ['cron:', /empty part/],
  ['cron:a::b', /empty part/],
  ['hook', /hook session key has no id/],
  [':notes', /empty part/],
  ['notes:', /empty part/],
  ['x'.repeat(MAX_SESSION_KEY_LENGTH + 1), /longer than 512/],
  // Fits as it stands, and no longer when it is written out.
  ['x'.repeat(MAX_SESSION_KEY_LENGTH), /longer than 512/],
];

for (const [text, reason] of INVALID) {
  test(`the key '${text.slice(0, 20)}' of ${text.length} characters is refused with its reason`, () => {
    const key = parse(text);
    assert.ok(key.kind === 'invalid');
    assert.match(key.reason, reason);
  });
}

const INVISIBLE = [
  [0x00, 0x09, 0x0a, 0x1b, 0x20, 0x7f, 0x85, 0xa0, 0xad, 0x34f, 0x61c, 0x115f, 0x180e],
  [0x2000, 0x200a, 0x200b, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x202f],
  [0x205f, 0x2060, 0x2064, 0x2066, 0x2069, 0x206f, 0x2800, 0x3000, 0x3164, 0xd800, 0xdfff],
  [0xe000, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xe0001, 0xe0061, 0xe0100],
].flat();

test('spaces, controls, invisible and bidirectional characters and halves of pairs are refused anywhere', () => {
  for (const code of INVISIBLE) {
    const character = String.fromCodePoint(code);
    for (const text of [`${character}a`, `a${character}b`, `agent:main:x:${character}`])
      assert.equal(parse(text).kind, 'invalid', `U+${code.toString(16)}`);
  }
});

test('what is read from any text at all, written out, is read as the same again', () => {
  const part = fc.constantFrom('agent', 'main', 'global', 'cron', 'hook', 'a', '', 'é', ' ', 'A');
  const keys = fc.array(part, { maxLength: 7 }).map((parts) => parts.join(':'));
  fc.assert(
    fc.property(fc.oneof(keys, fc.string({ unit: 'binary', maxLength: 600 })), (text) => {
      const key = parse(text);
      if (key.kind === 'invalid') return;
      const written = formatSessionKey(key);
      assert.ok(written.length <= MAX_SESSION_KEY_LENGTH);
      assert.deepEqual(parse(written), key);
    }),
    { numRuns: 1_000 },
  );
});

test('an agent id is 1 to 64 of a-z, 0-9, hyphen and underscore and begins with a letter or digit', () => {
  for (const text of ['a', '0', 'main', 'a-b_c', 'x'.repeat(64)]) assert.ok(isAgentId(text), text);
  for (const text of ['', '-a', '_a', 'A', 'ä', 'a b', 'a:b', 'a/b', '..', 'a\n', 'x'.repeat(65)])
    assert.equal(isAgentId(text), false, text);
});
