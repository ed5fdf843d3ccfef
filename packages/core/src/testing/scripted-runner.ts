import type { JsonObject } from '../json.ts';
import {
  type AssistantContent,
  type FileRef,
  NO_USAGE,
  type ToolCallBlock,
  toolCallsOf,
} from '../message/content.ts';
import type { AgentOutcome, AgentRequest, AgentRunner, RunJournal } from '../ports/agent-runner.ts';
import type { Replay, RunError } from '../run/run.ts';
import { decideToolRecovery } from '../run/tool-recovery.ts';

/** One model answer of a script. */
export type ScriptedTurn =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'call'; readonly calls: readonly ScriptedCall[] }
  | { readonly kind: 'fail'; readonly status: 'ERROR' | 'TIMEOUT'; readonly error: RunError }
  /** Streams `text` and goes on until the run is aborted. */
  | { readonly kind: 'hang'; readonly text?: string }
  /** Breaks the runner's contract: `run` rejects. */
  | { readonly kind: 'break'; readonly error: Error };

export type ScriptedCall = {
  readonly id: string;
  readonly name: string;
  readonly replay: Replay;
  readonly arguments?: JsonObject;
  /** Files that its result attaches. */
  readonly files?: readonly FileRef[];
  /** With what its result reacts. */
  readonly reaction?: string;
  /** What its result offers. */
  readonly choices?: readonly string[];
};

/** The turns of a run, in order; a function is asked when its turn is reached. After the last one it says `done`. */
export type Script = (
  request: AgentRequest,
) => readonly (ScriptedTurn | (() => ScriptedTurn | Promise<ScriptedTurn>))[];

/**
 * The agent loop without a model. It keeps the contract of AgentRunner: it goes on where the journal
 * ends, closes tool calls that a crash left open, and returns at once when aborted.
 */
export class ScriptedRunner implements AgentRunner {
  readonly #script: Script;
  /** Every call of `run`, in order. */
  readonly requests: AgentRequest[] = [];
  /** The ids of the tool calls that were really executed, in order; a repetition appears twice. */
  readonly executed: string[] = [];

  constructor(script: Script) {
    this.#script = script;
  }

  async warm(): Promise<void> {}

  async run(
    request: AgentRequest,
    journal: RunJournal,
    signal: AbortSignal,
  ): Promise<AgentOutcome> {
    this.requests.push(request);
    const turns = this.#script(request);
    const replays = replaysOf(turns.filter((turn) => typeof turn !== 'function'));
    journal.promptAssembled(
      request.prompt ?? { epoch: request.epoch, sha256: '0'.repeat(64), text: 'You are scripted.' },
    );
    const said = answersOf(request);
    await this.#closeOpenCalls(request, journal, replays);
    for (let index = said.length; ; index += 1) {
      if (index > 0) await journal.takeInputs();
      if (signal.aborted) return { status: 'ABORTED' };
      journal.modelCalling(modelOf(request));
      const turn = await soon(turns[index] ?? { kind: 'say', text: 'done' }, signal);
      const outcome = await this.#take(turn, request, journal, signal);
      if (outcome) return outcome;
    }
  }

  async #take(
    turn: ScriptedTurn | undefined,
    request: AgentRequest,
    journal: RunJournal,
    signal: AbortSignal,
  ): Promise<AgentOutcome | undefined> {
    if (!turn || signal.aborted) return { status: 'ABORTED' };
    const model = modelOf(request);
    switch (turn.kind) {
      case 'break':
        throw turn.error;
      case 'fail':
        return { status: turn.status, error: turn.error };
      case 'say':
        journal.progress({ kind: 'text', delta: turn.text, text: turn.text });
        return { status: 'DONE', answer: answerOf(model, turn.text, 'stop') };
      case 'hang': {
        const text = turn.text ?? '';
        if (text) journal.progress({ kind: 'text', delta: text, text });
        await aborted(signal);
        return text
          ? { status: 'ABORTED', answer: answerOf(model, text, 'aborted') }
          : { status: 'ABORTED' };
      }
      case 'call':
        await journal.answered(callingAnswer(model, turn.calls));
        for (const call of turn.calls) {
          if (signal.aborted) return { status: 'ABORTED' };
          await this.#execute(request, journal, blockOf(call), call);
        }
        return undefined;
    }
  }

  async #execute(
    request: AgentRequest,
    journal: RunJournal,
    call: ToolCallBlock,
    { replay, files, reaction, choices }: Omit<ScriptedCall, 'id' | 'name' | 'arguments'>,
  ): Promise<void> {
    const tool = { replay, idempotencyKey: `${request.runId}:${call.id}` };
    await journal.toolStarting(call, tool);
    this.executed.push(call.id);
    const beside = {
      ...(files && { files }),
      ...(reaction && { reaction }),
      ...(choices && { choices }),
    };
    const result = { ...resultOf(call, 'ok', false), ...beside };
    await journal.toolFinished(result, { ...tool, outcome: 'done' });
  }

  async #closeOpenCalls(
    request: AgentRequest,
    journal: RunJournal,
    replays: ReadonlyMap<string, Replay>,
  ): Promise<void> {
    const closed = new Set(
      request.transcript.flatMap(({ content }) =>
        content.role === 'toolResult' ? [content.toolCallId] : [],
      ),
    );
    for (const call of answersOf(request).flatMap(toolCallsOf)) {
      if (closed.has(call.id)) continue;
      const step = request.steps.find((row) => row.toolCallId === call.id)?.state ?? null;
      const replay = replays.get(call.id) ?? null;
      const { decision } = decideToolRecovery(step, replay);
      if (decision === 'execute')
        await this.#execute(request, journal, call, { replay: replay ?? 'never' });
      else {
        const idempotencyKey = `${request.runId}:${call.id}`;
        const tool = { replay: replay ?? 'never', idempotencyKey, outcome: 'unknown' } as const;
        await journal.toolFinished(resultOf(call, 'outcome unknown', true), tool);
      }
    }
  }
}

function modelOf(request: AgentRequest): string {
  return request.models[0] ?? 'scripted/none';
}

function answersOf(request: AgentRequest): readonly AssistantContent[] {
  return request.transcript.flatMap(({ runId, content }) =>
    runId === request.runId && content.role === 'assistant' ? [content] : [],
  );
}

function replaysOf(turns: readonly ScriptedTurn[]): ReadonlyMap<string, Replay> {
  const calls = turns.flatMap((turn) => (turn.kind === 'call' ? turn.calls : []));
  return new Map(calls.map((call) => [call.id, call.replay]));
}

function answerOf(
  model: string,
  text: string,
  stopReason: AssistantContent['stopReason'],
): AssistantContent {
  const blocks = [{ type: 'text', text }] as const;
  return {
    role: 'assistant',
    blocks,
    stopReason,
    model,
    usage: { ...NO_USAGE, input: 10, output: 1 },
  };
}

function callingAnswer(model: string, calls: readonly ScriptedCall[]): AssistantContent {
  return { ...answerOf(model, '', 'toolUse'), blocks: calls.map(blockOf) };
}

function blockOf({ id, name, arguments: given = {} }: ScriptedCall): ToolCallBlock {
  return { type: 'toolCall', id, name, arguments: given };
}

function resultOf({ id, name }: ToolCallBlock, text: string, isError: boolean) {
  const blocks = [{ type: 'text', text }] as const;
  return { role: 'toolResult', toolCallId: id, toolName: name, blocks, isError } as const;
}

/** The turn, or undefined when the run is aborted before it is there. */
async function soon(
  turn: ReturnType<Script>[number],
  signal: AbortSignal,
): Promise<ScriptedTurn | undefined> {
  if (typeof turn !== 'function') return turn;
  return Promise.race([turn(), aborted(signal).then(() => undefined)]);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
