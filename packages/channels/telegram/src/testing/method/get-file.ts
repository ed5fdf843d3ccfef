import type { File } from 'grammy/types';
import { apiError } from '../error/api-error.ts';
import type { Call } from './call.ts';

/** core.telegram.org/bots/api#getfile: “bots can download files of up to 20MB in size”. */
const MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024;

export function getFile({ platform, args }: Call): File {
  const fileId = args.text('file_id');
  if (fileId === '') throw apiError('FILE_ID_MISSING');
  const file = platform.memory.files.get(fileId);
  if (!file) throw apiError('FILE_ID_WRONG');
  if (file.size > MAX_DOWNLOAD_BYTES) throw apiError('FILE_TOO_BIG');
  return {
    file_id: file.fileId,
    file_unique_id: file.uniqueId,
    file_size: file.size,
    file_path: file.path,
  };
}
