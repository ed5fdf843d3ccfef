import { ManualClock } from '@coderclaw/core/testing';
import { blobStoreConformance } from '../conformance/index.ts';
import { openMemoryBlobStore } from './open-memory-blob-store.ts';

blobStoreConformance('the memory blob store', async () => {
  const clock = new ManualClock();
  return { blobs: openMemoryBlobStore({ clock }), clock };
});
