import { CountingIds } from '@coderclaw/core/testing';
import { storeConformance } from '../conformance/index.ts';
import { openMemoryStore } from './open-memory-store.ts';

storeConformance('the memory store', async () => ({
  store: openMemoryStore({ ids: new CountingIds() }),
}));
