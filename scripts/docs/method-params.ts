import { readFileSync } from 'node:fs';
import type { MethodName } from '@coderclaw/protocol';
import type { TSchema } from 'typebox';
import { METHOD_SCHEMAS } from '../../packages/protocol/src/schema/registry.ts';

const SCHEMAS = [
  'agent',
  'channel',
  'chat',
  'command',
  'frame',
  'health',
  'model',
  'operation',
  'people',
  'session',
] as const;
const FOLDER = new URL('../../packages/protocol/src/schema/', import.meta.url);

export type Param = {
  readonly name: string;
  readonly required: boolean;
  /** Accepted as published, and without any effect. */
  readonly ignored: boolean;
};

/** The params of a method. What is ignored, the schema's own comment says: `Acted on: …` or `Ignored: …`. */
export function listParams(method: MethodName): readonly Param[] {
  const schema = METHOD_SCHEMAS[method].params as TSchema & {
    readonly properties: Readonly<Record<string, unknown>>;
    readonly required?: readonly string[];
  };
  const comment = COMMENTS.get(schema) ?? '';
  const acted = wordsAfter('Acted on:', comment);
  const ignored = wordsAfter('Ignored:', comment);
  return Object.keys(schema.properties).map((name) => ({
    name,
    required: schema.required?.includes(name) ?? false,
    ignored: acted ? !acted.includes(name) : (ignored?.includes(name) ?? false),
  }));
}

const COMMENTS = await readComments();

async function readComments(): Promise<ReadonlyMap<unknown, string>> {
  const comments = new Map<unknown, string>();
  for (const name of SCHEMAS) {
    const source = readFileSync(new URL(`${name}.ts`, FOLDER), 'utf8');
    const schemas: Record<string, unknown> = await import(new URL(`${name}.ts`, FOLDER).href);
    for (const [, comment, schema] of source.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport const (\w+) =/gu,
    )) {
      comments.set(schemas[schema!], comment!.replaceAll(/\s*\n \* ?/gu, ' '));
    }
  }
  return comments;
}

function wordsAfter(label: string, comment: string): readonly string[] | undefined {
  const [, list] = comment.split(label);
  if (list === undefined) return undefined;
  return list.split(/[.;]/u, 1).flatMap((words) => words.match(/\w+/gu) ?? []);
}
