export { openMemoryBlobStore } from './open-memory-blob-store.ts';
export { type MemoryStoreOptions, openMemoryStore } from './open-memory-store.ts';
