import type {
  AgentId,
  AgentOutcome,
  AgentRequest,
  AgentRunner,
  AssistantContent,
  BlobStore,
  Clock,
  Logger,
  Random,
  RunJournal,
} from '@coderclaw/core';
import { AgentError } from '../agent-error.ts';
import { ModelImages } from '../media/model-images.ts';
import type { ModelSource } from '../model/model-source.ts';
import { PathLocks } from '../tool/path-locks.ts';
import type { Tool } from '../tool/tool.ts';
import type { AgentLimits } from './agent-limits.ts';
import { DEFAULT_AGENT_LIMITS } from './agent-limits.ts';
import type { AgentRun } from './agent-run.ts';
import { GatedJournal } from './gated-journal.ts';
import { Halt, type HaltReason } from './halt.ts';

/** Where an agent lives and works; absolute paths. */
export type AgentPlaces = {
  /** Instructions and memory. */
  readonly home: string;
  /** The project directory, unless the run names another. May be the home itself. */
  readonly workspace: string;
  /** Directories that no tool reaches even where they lie inside a workspace: the gateway's own state. */
  readonly closed?: readonly string[];
};

export type AgentRunnerOptions = {
  readonly models: ModelSource;
  readonly homes: (agentId: AgentId) => AgentPlaces;
  /** The bytes of files that came with messages, and of those that an agent sends. */
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Each defaults to {@link DEFAULT_AGENT_LIMITS}. */
  readonly limits?: Partial<AgentLimits>;
  /** Beside `read`, `write`, `edit`, `ls`, `attach`, `offer` and `react`; for runs with all tools only. */
  readonly tools?: readonly Tool[];
};

/** What all runs of one runner share. */
export type WorkOptions = AgentRunnerOptions & {
  readonly limits: AgentLimits;
  readonly locks: PathLocks;
  readonly images: ModelImages;
};

/** The agent loop on Pi. Held to the contract of core's `AgentRunner`. */
export function createAgentRunner(options: AgentRunnerOptions): AgentRunner {
  const limits = { ...DEFAULT_AGENT_LIMITS, ...options.limits };
  const locks = new PathLocks();
  const images = new ModelImages(options);
  let loading: Promise<typeof import('./run-work.ts')> | null = null;
  // Pi costs 0.2 s and 40 MB: it waits for the first run.
  const load = () => {
    loading ??= import('./run-work.ts');
    return loading;
  };
  return {
    run: (request, journal, signal) =>
      runOnce({ ...options, limits, locks, images, load }, request, journal, signal),
    warm: async () => {
      try {
        await load();
      } catch (error) {
        const advice = 'the agent runtime could not be loaded; run npm install';
        options.logger.error(advice, { error: String(error) });
      }
    },
  };
}

type RunOptions = WorkOptions & {
  readonly load: () => Promise<typeof import('./run-work.ts')>;
};

async function runOnce(
  options: RunOptions,
  request: AgentRequest,
  journal: RunJournal,
  signal: AbortSignal,
): Promise<AgentOutcome> {
  const halt = new Halt();
  const onAbort = () => halt.halt({ kind: 'aborted' });
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  void endAfter(options.clock, request.timeoutMs, halt);
  let active: AgentRun | undefined;
  const work = async () => {
    halt.check();
    const { workOn } = await options.load();
    const gated = new GatedJournal(journal, halt);
    return workOn(options, request, gated, halt, (run) => {
      active = run;
    });
  };
  const worked = work().catch((error: unknown) =>
    // The halt's reason tells more than the error by which the loop noticed it.
    halt.signal.aborted ? halt.halted : failureOf(error),
  );
  try {
    const end = await Promise.race([halt.halted, worked]);
    if ('status' in end) return end;
    const partial = (stopReason: 'aborted' | 'error') => active?.partialAnswer(stopReason);
    return outcomeOf(end, partial, options.logger, request);
  } finally {
    signal.removeEventListener('abort', onAbort);
    halt.halt({ kind: 'finished' });
  }
}

async function endAfter(clock: Clock, timeoutMs: number, halt: Halt): Promise<void> {
  await clock.sleep(timeoutMs, halt.signal);
  const what = `the run took longer than its ${Math.round(timeoutMs / 1000)} s`;
  halt.halt({ kind: 'timed-out', error: new AgentError('RUN_TIMEOUT', what) });
}

function failureOf(error: unknown): HaltReason {
  if (error instanceof AgentError) return { kind: 'failed', error };
  const what = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', error: new AgentError('AGENT_FAILED', what, { cause: error }) };
}

function outcomeOf(
  end: HaltReason,
  partial: (stopReason: 'aborted' | 'error') => AssistantContent | undefined,
  logger: Logger,
  { runId }: AgentRequest,
): AgentOutcome {
  switch (end.kind) {
    case 'rejected':
      throw end.cause;
    case 'failed':
    case 'timed-out': {
      const { code, message } = end.error;
      const log = code === 'AGENT_FAILED' ? logger.error : logger.warn;
      log.call(logger, 'run failed', { runId, code, message });
      const answer = partial('error');
      const status = end.kind === 'failed' ? 'ERROR' : 'TIMEOUT';
      return { status, error: { code, message }, ...(answer && { answer }) };
    }
    default: {
      const answer = partial('aborted');
      return { status: 'ABORTED', ...(answer && { answer }) };
    }
  }
}
