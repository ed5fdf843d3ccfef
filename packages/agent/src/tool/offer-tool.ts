import { hiddenFree, visibleText } from '../text/visible-text.ts';
import { type Tool, ToolError } from './tool.ts';
import { listArgument } from './tool-argument.ts';

const MAX_CHOICES = 8;
/** What the platform with the shortest buttons sends back when one is pressed. */
const MAX_BYTES = 64;
/** They join emoji and letters; they show in what they make. */
const JOINERS = /[\u200c\u200d]/gu;

/** `offer`: choices under the run's answer. A pressed one comes back as a message of whoever pressed it. */
export function offerTool(): Tool {
  return {
    name: 'offer',
    description: 'Put buttons under your answer, for its reader to answer with.',
    parameters: {
      type: 'object',
      properties: {
        choices: {
          type: 'array',
          items: { type: 'string' },
          description: `1 to ${MAX_CHOICES}, of at most ${MAX_BYTES} bytes.`,
        },
      },
      required: ['choices'],
      additionalProperties: false,
    },
    // Nothing is sent before the run ends, and the last offer counts.
    replay: 'safe',
    executionMode: 'sequential',
    run: async (args) => {
      const choices = listArgument(args, 'choices').map((choice) => choice.trim());
      if (choices.length === 0 || choices.length > MAX_CHOICES)
        throw new ToolError(`offer 1 to ${MAX_CHOICES} choices, not ${choices.length}`);
      choices.forEach(checkChoice);
      return {
        text: 'The buttons come under your answer. Write it now, with what is asked.',
        details: { choices },
        choices,
      };
    },
  };
}

function checkChoice(choice: string, index: number, all: readonly string[]): void {
  const fail = (why: string) => new ToolError(`choice ${index + 1} ${why}`);
  if (choice === '') throw fail('is empty');
  const bytes = Buffer.byteLength(choice);
  if (bytes > MAX_BYTES) throw fail(`has ${bytes} bytes; shorten it to ${MAX_BYTES}`);
  const plain = choice.replace(JOINERS, '');
  if (visibleText(plain) !== plain)
    throw fail('has line breaks, control or invisible characters; leave them out');
  // Whoever presses it says it: nobody is made to say a command.
  if (hiddenFree(choice).startsWith('/'))
    throw fail('begins with "/"; commands can not be offered');
  if (all.indexOf(choice) !== index) throw fail('is there twice');
}
