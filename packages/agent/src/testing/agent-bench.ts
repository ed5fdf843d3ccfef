import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentOutcome, AgentRequest, BlobStore, Clock, EntryContent } from '@coderclaw/core';
import { ManualClock, SeededRandom, SILENT_LOGGER } from '@coderclaw/core/testing';
import { openMemoryBlobStore } from '@coderclaw/store/memory';
import type { ModelSource } from '../model/model-source.ts';
import type { AgentLimits } from '../runner/agent-limits.ts';
import { createAgentRunner } from '../runner/agent-runner.ts';
import type { Tool } from '../tool/tool.ts';
import { agentRequest } from './agent-request.ts';
import { RecordingJournal } from './recording-journal.ts';

/** A runner on a workspace of its own, with a recording journal. */
export class AgentBench implements AsyncDisposable {
  readonly home: string;
  readonly journal = new RecordingJournal();
  readonly abort = new AbortController();
  readonly clock: Clock;
  readonly blobs: BlobStore;
  readonly #models: ModelSource;
  readonly #limits: Partial<AgentLimits>;
  readonly #tools: readonly Tool[];

  private constructor(
    home: string,
    models: ModelSource,
    clock: Clock,
    limits: Partial<AgentLimits>,
    tools: readonly Tool[],
  ) {
    this.home = home;
    this.#models = models;
    this.clock = clock;
    this.blobs = openMemoryBlobStore({ clock });
    this.#limits = limits;
    this.#tools = tools;
  }

  static async open(
    models: ModelSource,
    clock: Clock = new ManualClock(),
    limits: Partial<AgentLimits> = {},
    tools: readonly Tool[] = [],
  ): Promise<AgentBench> {
    const home = await realpath(await mkdtemp(join(tmpdir(), 'coderclaw-agent-')));
    return new AgentBench(home, models, clock, limits, tools);
  }

  run(
    transcript: readonly EntryContent[],
    changes: Partial<AgentRequest> = {},
  ): Promise<AgentOutcome> {
    const runner = createAgentRunner({
      models: this.#models,
      homes: () => ({ home: this.home, workspace: this.home }),
      blobs: this.blobs,
      clock: this.clock,
      random: new SeededRandom(1),
      logger: SILENT_LOGGER,
      limits: this.#limits,
      tools: this.#tools,
    });
    return runner.run(agentRequest(transcript, changes), this.journal, this.abort.signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.home, { recursive: true, force: true });
  }
}
