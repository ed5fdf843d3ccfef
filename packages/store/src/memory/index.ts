export { type MemoryStoreOptions, openMemoryStore } from './open-memory-store.ts';
