import { type AssistantContent, type Button, textOf } from './content.ts';

/** What stands over choices where the agent said nothing at all. */
const HEADING = 'Choose one:';
/** Labels that together are no longer than this, in UTF-16 units, stand beside each other. */
const ROW_UNITS = 24;

/**
 * An answer under which an agent offers choices: each is a button that says what stands on it. Over them
 * stands its text; without one, what the agent said before.
 */
export function offerChoices(
  answer: AssistantContent,
  choices: readonly string[],
  saidBefore = '',
): AssistantContent {
  if (choices.length === 0) return answer;
  const buttons = rowsOf(choices);
  if (textOf(answer).trim() !== '') return { ...answer, buttons };
  const heading = { type: 'text', text: saidBefore || HEADING } as const;
  return { ...answer, blocks: [...answer.blocks, heading], buttons };
}

/** What an answer says where there are no buttons: its choices are listed below the text. */
export function textWithChoices(answer: AssistantContent): string {
  const labels = answer.buttons?.flat().map(({ label }) => label) ?? [];
  if (labels.length === 0) return textOf(answer);
  return `${textOf(answer)}\n\n${labels.map((label, index) => `${index + 1}. ${label}`).join('\n')}`;
}

function rowsOf(choices: readonly string[]): readonly (readonly Button[])[] {
  const rows: Button[][] = [];
  let units = 0;
  for (const choice of choices) {
    units += choice.length;
    const row = rows.at(-1);
    const button = { label: choice, value: choice };
    if (row && units <= ROW_UNITS) row.push(button);
    else {
      rows.push([button]);
      units = choice.length;
    }
  }
  return rows;
}
