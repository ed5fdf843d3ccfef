import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnswerPrinter, summariseArguments } from './answer-printer.ts';

function startPrinter() {
  let shown = '';
  let answer = '';
  const stdout = {
    write: (text: string) => {
      answer += text;
      shown += text;
    },
  };
  const stderr = {
    write: (text: string) => {
      shown += text;
    },
  };
  const printer = createAnswerPrinter(stdout, stderr, (_format, text) => text);
  return { printer, answer: () => answer, shown: () => shown };
}

test('a streamed answer is printed once, as it grows', () => {
  const { printer, answer } = startPrinter();
  printer.delta({ step: 0, attempt: 1, text: 'Hel' });
  assert.equal(answer(), 'Hel');
  printer.delta({ step: 0, attempt: 1, text: 'Hello' });
  printer.finish('Hello there');
  assert.equal(answer(), 'Hello there\n');
});

test('an answer that was not streamed at all is printed at its end', () => {
  const { printer, answer } = startPrinter();
  printer.finish('Done.');
  assert.equal(answer(), 'Done.\n');
});

test('tools stand between the answers on lines of their own, outside standard output', () => {
  const { printer, answer, shown } = startPrinter();
  printer.delta({ step: 0, attempt: 1, text: 'Let me look.' });
  printer.tool('read', 'notes.md');
  printer.delta({ step: 1, attempt: 1, text: 'It says hi.' });
  printer.toolFailed('edit', 'no such text');
  printer.finish('It says hi.');
  assert.equal(answer(), 'Let me look.\nIt says hi.\n');
  assert.equal(shown(), 'Let me look.\n• read notes.md\nIt says hi.\n✗ edit: no such text\n');
});

test('a higher attempt begins the answer again', () => {
  const { printer, shown } = startPrinter();
  printer.delta({ step: 0, attempt: 1, text: 'Once' });
  printer.delta({ step: 0, attempt: 2, text: 'Twice' });
  printer.finish('Twice');
  assert.equal(shown(), 'Once\n(the answer begins again)\nTwice\n');
});

test('what was settled counts, whatever was streamed', () => {
  const { printer, answer } = startPrinter();
  printer.delta({ step: 0, attempt: 1, text: 'maybe' });
  printer.finish('certainly');
  assert.equal(answer(), 'maybe\ncertainly\n');
});

test('T27 a character or line end that arrives in two halves is not torn, and nothing in it acts', () => {
  const { printer, answer } = startPrinter();
  printer.delta({ step: 0, attempt: 1, text: 'a\r' });
  printer.delta({ step: 0, attempt: 1, text: 'a\r\n\ud83d' });
  printer.delta({ step: 0, attempt: 1, text: 'a\r\n\ud83d\ude00\u001b[2J' });
  printer.finish('a\r\n\ud83d\ude00\u001b[2J');
  assert.equal(answer(), 'a\n😀\\x1b[2J\n');
});

test('a tool is summed up by what it was given, cut to a line', () => {
  assert.equal(summariseArguments({ path: 'a.md', offset: 3, deep: { x: 1 } }), 'a.md 3');
  const summary = summariseArguments({ text: `one\n${'x'.repeat(200)}` });
  assert.ok(summary.startsWith('one x') && summary.length === 60 && summary.endsWith('…'));
});
