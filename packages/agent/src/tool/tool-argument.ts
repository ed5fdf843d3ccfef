import { type ToolArguments, ToolError } from './tool.ts';

export function textArgument(args: ToolArguments, name: string): string {
  const value = args[name];
  if (typeof value !== 'string') throw new ToolError(`"${name}" is missing`);
  return value;
}

export function listArgument(args: ToolArguments, name: string): readonly string[] {
  const value = args[name];
  if (!Array.isArray(value)) throw new ToolError(`"${name}" is missing`);
  return value;
}

export function numberArgument(args: ToolArguments, name: string, otherwise: number): number {
  const value = args[name];
  return typeof value === 'number' ? value : otherwise;
}
