import { type Tool, ToolError } from './tool.ts';
import { textArgument } from './tool-argument.ts';

const SEGMENTS = new Intl.Segmenter();
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;
/** A family of four with its joiners has 11. */
const MAX_UNITS = 32;

/** `react`: an emoji on the newest message that the run answers, in place of the one before. */
export function reactTool(): Tool {
  return {
    name: 'react',
    description: 'Put an emoji on the newest message; it may be all of your answer.',
    parameters: {
      type: 'object',
      properties: { emoji: { type: 'string' } },
      required: ['emoji'],
      additionalProperties: false,
    },
    // Nothing is sent before the run ends, and the last reaction counts.
    replay: 'safe',
    executionMode: 'sequential',
    run: async (args) => {
      const emoji = textArgument(args, 'emoji').trim();
      if (
        emoji.length > MAX_UNITS ||
        [...SEGMENTS.segment(emoji)].length !== 1 ||
        !EMOJI.test(emoji)
      )
        throw new ToolError('react takes one emoji, such as 👍');
      return {
        text: `${emoji} is put on it when you are done. Write nothing more if that says it all.`,
        details: { emoji },
        reaction: emoji,
      };
    },
  };
}
