import { apiError } from '../error/api-error.ts';
import type { CallArguments, UploadedFile } from '../server/call-arguments.ts';

/** core.telegram.org/bots/api#sending-files: “10 MB max size for photos, 50 MB for other files”. */
const MAX_UPLOAD_BYTES = 50 * 1024 * 1024;

/** A file that a call sends: uploaded with it, or one that the platform has. */
export type InputFile = { readonly upload: UploadedFile } | { readonly fileId: string };

/**
 * The file of a call (`get_input_file` in tdlib/telegram-bot-api); undefined when there is none.
 * `reference` is what stands where a file is expected; `field` the form field that may hold the file itself.
 */
export function readInputFile(
  args: CallArguments,
  reference: string,
  field?: string,
): InputFile | undefined {
  const upload = args.upload(reference, field);
  if (upload) {
    if (upload.bytes.length > MAX_UPLOAD_BYTES) throw apiError('REQUEST_TOO_LARGE');
    if (upload.bytes.length === 0) throw apiError('FILE_EMPTY');
    return { upload };
  }
  if (reference === '' || reference.startsWith('attach://')) return undefined;
  // What has a dot in it is an address, and there is nothing to fetch from here.
  if (reference.includes('.')) throw apiError('WRONG_URL_CONTENT');
  return { fileId: reference };
}
