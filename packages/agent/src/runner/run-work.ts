import type { AgentOutcome, AgentRequest, PromptSnapshot } from '@coderclaw/core';
import { assemblePrompt } from '../prompt/prompt.ts';
import { FileAccess } from '../tool/file-access.ts';
import type { FileReach } from '../tool/file-reach.ts';
import { fileTools } from '../tool/file-tools.ts';
import type { AgentLimits } from './agent-limits.ts';
import { AgentRun } from './agent-run.ts';
import type { AgentRunnerOptions } from './agent-runner.ts';
import type { GatedJournal } from './gated-journal.ts';
import type { Halt } from './halt.ts';

/**
 * Everything of a run that needs Pi: prompt, tools, loop. `started` learns of the loop, whose partial
 * answer outlives a halt.
 */
export async function workOn(
  options: AgentRunnerOptions & { readonly limits: AgentLimits },
  request: AgentRequest,
  journal: GatedJournal,
  halt: Halt,
  started: (run: AgentRun) => void,
): Promise<AgentOutcome> {
  const places = options.homes(request.agentId);
  const workspace = request.options.workspace ?? places.workspace;
  const reach = { ...places, workspace, ownerRun: request.ownerRun };
  const tools = [...fileTools(new FileAccess(reach)), ...(options.tools ?? [])];
  const { models, limits, clock, random } = options;
  const run = new AgentRun({ models, tools, journal, halt, limits, clock, random }, request);
  started(run);
  return run.work(await promptOf(request, reach));
}

/** The epoch's own prompt where there is one, byte for byte. */
async function promptOf(request: AgentRequest, reach: FileReach): Promise<PromptSnapshot> {
  if (request.prompt?.epoch === request.epoch) return request.prompt;
  return assemblePrompt(reach, request.epoch);
}
