import type { InboundFile } from '@coderclaw/core';
import type { Plan } from './plan.ts';

/** The names of the files that somebody sends along with a plan; the platform has lost those that the plan says. */
export function sourceRefs({ id, files }: Plan): readonly string[] {
  return files.map((fate, index) => `${fate}/${id}/${index}`);
}

export function isMissing(sourceRef: string): boolean {
  return sourceRef.startsWith('missing/');
}

/** No two files are alike. */
export function bytesOfFile(sourceRef: string): Uint8Array {
  return new TextEncoder().encode(`what stands in ${sourceRef}`);
}

/** The files that are sent along with a plan. */
export function filesOf(plan: Plan): readonly InboundFile[] {
  return sourceRefs(plan).map((sourceRef) => ({
    kind: 'document',
    name: sourceRef,
    mimeType: null,
    bytes: null,
    sourceRef,
  }));
}
