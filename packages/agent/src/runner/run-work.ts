import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { AgentOutcome, AgentRequest, PromptSnapshot } from '@coderclaw/core';
import { AgentError } from '../agent-error.ts';
import { RunFiles } from '../media/run-files.ts';
import type { ModelSource } from '../model/model-source.ts';
import { assemblePrompt, isPromptOf } from '../prompt/prompt.ts';
import { visibleText } from '../text/visible-text.ts';
import type { FileReach } from '../tool/file-reach.ts';
import { runTools } from '../tool/run-tools.ts';
import { SharedFiles } from '../tool/shared-files.ts';
import { AgentRun } from './agent-run.ts';
import type { WorkOptions } from './agent-runner.ts';
import type { GatedJournal } from './gated-journal.ts';
import type { Halt } from './halt.ts';

/**
 * Everything of a run that needs Pi: prompt, tools, loop. `started` learns of the loop, whose partial
 * answer outlives a halt.
 */
export async function workOn(
  options: WorkOptions,
  request: AgentRequest,
  journal: GatedJournal,
  halt: Halt,
  started: (run: AgentRun) => void,
): Promise<AgentOutcome> {
  const places = options.homes(request.agentId);
  const workspace = request.options.workspace ?? places.workspace;
  const reach = { ...places, workspace, ownerRun: request.ownerRun };
  const { toolProfile: profile } = request;
  if (profile === 'coding') await checkWorkspace(workspace);
  const { models, limits, clock, random, images, blobs, logger, locks } = options;
  const seeing = () => isSeeing(models, request.models);
  const files = new RunFiles({ images, logger, seeing });
  const tools = runTools({
    profile,
    reach,
    locks,
    shared: new SharedFiles(files, blobs),
    attached: countAttached(request),
    reactions: request.reactions,
    others: options.tools ?? [],
  });
  const run = new AgentRun({ models, tools, files, journal, halt, limits, clock, random }, request);
  started(run);
  return run.work(await promptOf(request, reach));
}

/** Before the model is asked: it could not do a thing there, and would guess why. */
async function checkWorkspace(workspace: string): Promise<void> {
  const fail = (why: string, cause?: unknown) =>
    new AgentError('WORKSPACE_MISSING', `the workspace "${visibleText(workspace)}" ${why}`, {
      cause,
    });
  if (!isAbsolute(workspace)) throw fail('is not an absolute path');
  const found = await stat(workspace).catch((cause: NodeJS.ErrnoException) => {
    throw fail(`can not be used (${cause.code})`, cause);
  });
  if (!found.isDirectory()) throw fail('is not a directory');
}

/** The epoch's own prompt where there is one for these tools, byte for byte. */
async function promptOf(request: AgentRequest, reach: FileReach): Promise<PromptSnapshot> {
  const { prompt, epoch, toolProfile } = request;
  if (prompt?.epoch === epoch && isPromptOf(toolProfile, prompt)) return prompt;
  return assemblePrompt(reach, toolProfile, epoch);
}

/** Whether any of the models takes images. One that can not be asked does not count. */
async function isSeeing(source: ModelSource, models: readonly string[]): Promise<boolean> {
  for (const ref of models) {
    const found = await source.resolve(ref);
    if (found.kind === 'found' && found.model.input.includes('image')) return true;
  }
  return false;
}

/** What the run attached before it was taken up again. */
function countAttached({ transcript, runId }: AgentRequest): number {
  return transcript.reduce(
    (count, entry) =>
      entry.runId === runId && entry.content.role === 'toolResult'
        ? count + (entry.content.files?.length ?? 0)
        : count,
    0,
  );
}
