import type { ToolProfile } from '@coderclaw/core';
import { attachTool } from './attach-tool.ts';
import { FileAccess } from './file-access.ts';
import type { FileReach } from './file-reach.ts';
import { fileTools } from './file-tools.ts';
import { offerTool } from './offer-tool.ts';
import type { PathLocks } from './path-locks.ts';
import { reactTool } from './react-tool.ts';
import { readTool } from './read-tool.ts';
import type { SharedFiles } from './shared-files.ts';
import type { Tool } from './tool.ts';

export type RunToolsOptions = {
  readonly profile: ToolProfile;
  readonly reach: FileReach;
  readonly locks: PathLocks;
  readonly shared: SharedFiles;
  /** Files that the run has attached until now. */
  readonly attached?: number;
  /** Whether the messages that the run answers take reactions. */
  readonly reactions?: boolean;
  /** What the gateway adds to its own. */
  readonly others?: readonly Tool[];
};

/** What a run of each profile may have; null is everything. */
const ALLOWED: { readonly [Profile in ToolProfile]: ReadonlySet<string> | null } = {
  coding: null,
  messaging: new Set(['read', 'attach', 'offer', 'react']),
};

/**
 * The tools of one run, and the one filter of them, after which nothing is added (T21): what it leaves out
 * is neither described to the model nor can it be called. Of two with the same name ours stays.
 */
export function runTools(options: RunToolsOptions): readonly Tool[] {
  const { profile, reach, locks, shared, attached, reactions = false, others = [] } = options;
  const files = profile === 'coding' ? new FileAccess(reach, locks) : null;
  const all = [
    readTool(files, shared),
    ...(files ? fileTools(files) : []),
    attachTool(files, shared, attached),
    offerTool(),
    ...(reactions ? [reactTool()] : []),
    ...others,
  ];
  const allowed = ALLOWED[profile];
  return all.filter(
    ({ name }, index) =>
      (allowed?.has(name) ?? true) && all.findIndex((tool) => tool.name === name) === index,
  );
}
