import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EntryId } from '../id/id.ts';
import { RecordingChannel } from '../testing/recording-channel.ts';
import { composeReply, type ReplyFacts } from './reply.ts';

const FILE = { sha256: 'a'.repeat(64), name: 'plan.pdf', mimeType: 'application/pdf', bytes: 11 };
const FACTS: ReplyFacts = {
  to: 'DONE',
  answer: {
    role: 'assistant',
    blocks: [{ type: 'text', text: 'Here it is.' }],
    model: 'm/m',
    stopReason: 'stop',
  } as unknown as NonNullable<ReplyFacts['answer']>,
  notice: undefined,
  wasShown: false,
  level: 'off',
  lines: [],
  files: [FILE],
  reactions: new Map([['entry' as EntryId, '👍']]),
};
const REACTION = { kind: 'reaction', text: '👍', inputId: 'entry' };

test('the files and reactions of a reply wait for a channel that is not there yet', () => {
  assert.deepEqual(composeReply(FACTS, undefined), [
    { kind: 'text', text: 'Here it is.' },
    { kind: 'file', text: '', file: FILE },
    REACTION,
  ]);
});

test('a file that a channel can not send is named instead', () => {
  const small = new RecordingChannel({ attachments: true, maxFileBytes: FILE.bytes - 1 });
  const [said, ...rest] = composeReply(FACTS, small);
  assert.match(
    said?.text ?? '',
    /^Here it is\.\n\n👍\n\n\[The file "plan\.pdf" \(11 bytes\) can not/u,
  );
  assert.deepEqual(rest, []);
  const large = new RecordingChannel({ attachments: true, maxFileBytes: FILE.bytes });
  assert.deepEqual(composeReply(FACTS, large).at(-1), { kind: 'file', text: '', file: FILE });
});
