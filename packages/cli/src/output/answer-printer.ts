import type { Output } from '../io.ts';
import { escapeLine, escapeText } from './escape.ts';
import type { Style } from './style.ts';

/** Text of an answer under way: cumulative within one step and attempt. */
type AnswerDelta = {
  readonly step: number;
  readonly attempt: number;
  readonly text: string;
};

/** Writes a run as it happens. Its tools go to standard error, so that standard output is the answer. */
export type AnswerPrinter = {
  delta(delta: AnswerDelta): void;
  tool(name: string, summary: string): void;
  toolFailed(name: string, reason: string): void;
  /** Something beside the run that whoever watches should know. */
  note(text: string): void;
  /** The whole answer, once it is settled: prints what of it was not streamed, and ends the line. */
  finish(text: string): void;
};

/** A carriage return may be half a line end, a high surrogate half a character: both wait for the rest. */
const UNFINISHED = /[\r\ud800-\udbff]$/u;

export function createAnswerPrinter(stdout: Output, stderr: Output, style: Style): AnswerPrinter {
  let current = { step: -1, attempt: 0, text: '' };
  let atLineStart = true;

  const write = (output: Output, text: string) => {
    if (text === '') return;
    output.write(text);
    atLineStart = text.endsWith('\n');
  };
  const breakLine = () => write(stdout, atLineStart ? '' : '\n');
  const writeNew = (text: string) => {
    write(stdout, escapeText(text.slice(current.text.length)));
    current = { ...current, text };
  };

  const note = (text: string) => {
    breakLine();
    write(stderr, style('dim', `(${escapeLine(text)})\n`));
  };

  return {
    note,
    delta({ step, attempt, text }) {
      const settled = text.replace(UNFINISHED, '');
      const goesOn = step === current.step && attempt === current.attempt;
      if (!goesOn || !settled.startsWith(current.text)) {
        breakLine();
        if (step === current.step) note('the answer begins again');
        current = { step, attempt, text: '' };
      }
      writeNew(settled);
    },
    tool(name, summary) {
      breakLine();
      write(stderr, style('dim', `• ${escapeLine(`${name} ${summary}`.trim())}\n`));
    },
    toolFailed(name, reason) {
      breakLine();
      write(stderr, style('red', `✗ ${escapeLine(`${name}: ${reason}`)}\n`));
    },
    finish(text) {
      if (!text.startsWith(current.text)) {
        // What was streamed is not what was settled; the settled answer is the one that counts.
        breakLine();
        current = { ...current, text: '' };
      }
      writeNew(text);
      breakLine();
    },
  };
}

const SUMMARY_LENGTH = 60;

/** A tool's arguments in a few words: the values that tell calls apart, shortened. */
export function summariseArguments(given: Readonly<Record<string, unknown>>): string {
  return Object.values(given)
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map((value) => shorten(String(value).replace(/\s+/gu, ' ')))
    .slice(0, 2)
    .join(' ');
}

function shorten(text: string): string {
  return text.length <= SUMMARY_LENGTH ? text : `${text.slice(0, SUMMARY_LENGTH - 1)}…`;
}
