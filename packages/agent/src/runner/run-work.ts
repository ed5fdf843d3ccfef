import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { AgentOutcome, AgentRequest, PromptSnapshot } from '@coderclaw/core';
import { AgentError } from '../agent-error.ts';
import { RunFiles } from '../media/run-files.ts';
import type { ModelSource } from '../model/model-source.ts';
import { assemblePrompt } from '../prompt/prompt.ts';
import { visibleText } from '../text/visible-text.ts';
import { FileAccess } from '../tool/file-access.ts';
import type { FileReach } from '../tool/file-reach.ts';
import { fileTools } from '../tool/file-tools.ts';
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
  await checkWorkspace(workspace);
  const tools = [...fileTools(new FileAccess(reach, options.locks)), ...(options.tools ?? [])];
  const { models, limits, clock, random, images, logger } = options;
  const seeing = () => isSeeing(models, request.models);
  const files = new RunFiles({ images, logger, seeing });
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

/** The epoch's own prompt where there is one, byte for byte. */
async function promptOf(request: AgentRequest, reach: FileReach): Promise<PromptSnapshot> {
  if (request.prompt?.epoch === request.epoch) return request.prompt;
  return assemblePrompt(reach, request.epoch);
}

/** Whether any of the models takes images. One that can not be asked does not count. */
async function isSeeing(source: ModelSource, models: readonly string[]): Promise<boolean> {
  for (const ref of models) {
    const found = await source.resolve(ref);
    if (found.kind === 'found' && found.model.input.includes('image')) return true;
  }
  return false;
}
