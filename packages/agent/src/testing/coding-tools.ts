import type { FileRef } from '@coderclaw/core';
import { ManualClock } from '@coderclaw/core/testing';
import { openMemoryBlobStore } from '@coderclaw/store/memory';
import type { FileReach } from '../tool/file-reach.ts';
import { PathLocks } from '../tool/path-locks.ts';
import { runTools } from '../tool/run-tools.ts';
import { SharedFiles } from '../tool/shared-files.ts';
import type { Tool } from '../tool/tool.ts';

/** The tools of a run of the profile `coding` whose conversation has no files yet. */
export function codingTools(reach: FileReach, locks = new PathLocks()): readonly Tool[] {
  const files = new Map<string, FileRef>();
  const conversation = {
    find: (sha256: string) => files.get(sha256),
    add: (file: FileRef) => void files.set(file.sha256, file),
  };
  const blobs = openMemoryBlobStore({ clock: new ManualClock() });
  return runTools({
    profile: 'coding',
    reach,
    locks,
    shared: new SharedFiles(conversation, blobs),
  });
}
