import { StoreError, type StoreErrorCode } from '@coderclaw/core';

/** What the operating system says of a file, as the store's own codes; any other is STORE_IO. */
const CODE_OF_SYSTEM: Readonly<Record<string, StoreErrorCode>> = {
  ENOSPC: 'STORE_FULL',
  EDQUOT: 'STORE_FULL',
  EROFS: 'STORE_READ_ONLY',
  EACCES: 'STORE_READ_ONLY',
  EPERM: 'STORE_READ_ONLY',
};

/** Any error of a file as a {@link StoreError}, with the original as its cause. */
export function fileError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new StoreError(CODE_OF_SYSTEM[code ?? ''] ?? 'STORE_IO', message ?? String(error), {
    cause: error,
  });
}
