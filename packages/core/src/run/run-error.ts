import type { RunError } from './run.ts';

/** How the kernel itself ends a run. What a model or tool fails with has codes of its own. */
export const RUN_ERRORS = {
  STOPPED: 'stopped by request',
  BUDGET_EXHAUSTED: 'no budget has room for what the run may spend',
  TOO_MANY_ATTEMPTS: 'the run was interrupted again and again without getting any further',
  INTERNAL: 'something in the gateway failed; its log says what',
} as const;

export type RunErrorCode = keyof typeof RUN_ERRORS;

/** `message` is for the person; the registry's own by default. */
export function runError(code: RunErrorCode, message: string = RUN_ERRORS[code]): RunError {
  return { code, message };
}
