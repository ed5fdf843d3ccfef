import {
  DISPOSITION_OF_END,
  DISPOSITIONS,
  PART_TRANSITIONS,
  RUN_TRANSITIONS,
  STEP_TRANSITIONS,
  type TransitionTable,
} from '@coderclaw/core';
import { fence } from './markdown.ts';

export const formatRunStates = () => formatMachine(RUN_TRANSITIONS);
export const formatStepStates = () => formatMachine(STEP_TRANSITIONS);
export const formatPartStates = () => formatMachine(PART_TRANSITIONS);

/** An intake waits without a disposition and ends with one; the ends of runs name theirs. */
export function formatDispositions(): string {
  const lines = DISPOSITIONS.map((disposition) => {
    const ends = Object.entries(DISPOSITION_OF_END).filter(([, named]) => named === disposition);
    const label = ends.length > 0 ? ` : ${ends.map(([end]) => end).join(', ')}` : '';
    return `  waiting --> ${disposition}${label}\n  ${disposition} --> [*]`;
  });
  return fence('mermaid', ['stateDiagram-v2', '  [*] --> waiting', ...lines].join('\n'));
}

function formatMachine(table: TransitionTable<string>): string {
  const states = Object.entries(table);
  const lines = states.flatMap(([from, following]) =>
    (following.length > 0 ? following : ['[*]']).map((to) => `  ${from} --> ${to}`),
  );
  return fence('mermaid', ['stateDiagram-v2', `  [*] --> ${states[0]![0]}`, ...lines].join('\n'));
}
