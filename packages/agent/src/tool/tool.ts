import type { FileRef, JsonObject, Replay } from '@coderclaw/core';

/** A tool's parameters: a flat JSON Schema object. */
export type ToolParameters = {
  readonly type: 'object';
  readonly properties: { readonly [name: string]: ToolParameter };
  readonly required: readonly string[];
  readonly additionalProperties: false;
};

export type ToolParameter =
  | {
      readonly type: 'string' | 'integer';
      readonly description?: string;
      readonly minimum?: number;
    }
  | {
      readonly type: 'array';
      readonly items: { readonly type: 'string' };
      readonly description?: string;
    };

/** What a tool tells the model, and beside it what user interfaces may show. */
export type ToolOutput = {
  readonly text: string;
  readonly details?: JsonObject;
  /** Stored files that go out with the run's answer. */
  readonly files?: readonly FileRef[];
  /** The emoji with which the run reacts to the newest message that it answers. */
  readonly reaction?: string;
  /** What the run offers to answer with, in place of what it offered before. */
  readonly choices?: readonly string[];
};

type ToolValue = string | number | readonly string[];
export type ToolArguments = { readonly [name: string]: ToolValue | undefined };

/**
 * One thing an agent can do. Contract: `run` is called with arguments that match `parameters`; it throws a
 * {@link ToolError} for what the model can put right; it honours `signal` where it can.
 */
export type Tool = {
  readonly name: string;
  /** Shown to the model with each request: every word is paid for. */
  readonly description: string;
  readonly parameters: ToolParameters;
  /** Whether a call that was cut off by a crash may simply be made again. */
  readonly replay: Replay;
  /** `sequential`: never beside another call of the same answer. */
  readonly executionMode: 'sequential' | 'parallel';
  run(args: ToolArguments, signal: AbortSignal): Promise<ToolOutput>;
};

/** A failure in words that let the model do better next time. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** Holds arguments against a tool's parameters. Throws a {@link ToolError} that never quotes a value: it may be huge. */
export function parseToolArguments(
  tool: Pick<Tool, 'name' | 'parameters'>,
  args: unknown,
): ToolArguments {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) {
    throw new ToolError(`${tool.name}: the arguments must be a JSON object`);
  }
  const { properties, required } = tool.parameters;
  const parsed: Record<string, ToolValue> = {};
  for (const [name, value] of Object.entries(args)) {
    const parameter = properties[name];
    if (!parameter)
      throw new ToolError(
        `${tool.name}: there is no parameter "${name.slice(0, 50)}"; use ${Object.keys(properties).join(', ')}`,
      );
    // Several providers send null for what they leave out.
    if (value === null && !required.includes(name)) continue;
    parsed[name] = parseValue(tool.name, name, parameter, value);
  }
  for (const name of required) {
    if (parsed[name] === undefined) throw new ToolError(`${tool.name}: "${name}" is missing`);
  }
  return parsed;
}

function parseValue(
  tool: string,
  name: string,
  parameter: ToolParameter,
  value: unknown,
): ToolValue {
  if (parameter.type === 'array') {
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    throw new ToolError(`${tool}: "${name}" must be a list of strings`);
  }
  if (parameter.type === 'string') {
    if (typeof value === 'string') return value;
    throw new ToolError(`${tool}: "${name}" must be a string`);
  }
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (
    typeof number !== 'number' ||
    !Number.isSafeInteger(number) ||
    number < (parameter.minimum ?? 0)
  ) {
    throw new ToolError(
      `${tool}: "${name}" must be a whole number of at least ${parameter.minimum ?? 0}`,
    );
  }
  return number;
}
