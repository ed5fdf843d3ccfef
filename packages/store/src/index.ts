export { type BlobStoreOptions, openBlobStore } from './blob/open-blob-store.ts';
export { keepBackup } from './sqlite/backup.ts';
export { openSqliteStore, type SqliteStoreOptions } from './sqlite/open-sqlite-store.ts';
