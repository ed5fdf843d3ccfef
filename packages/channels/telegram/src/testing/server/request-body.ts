import type { IncomingMessage } from 'node:http';
import { ApiError, apiError } from '../error/api-error.ts';
import { CallArguments } from './call-arguments.ts';
import { parseMultipart } from './multipart-body.ts';

/** The cloud Bot API takes uploads of up to 50 MB; the rest of the form comes on top. */
const MAX_BODY_BYTES = 52 * 1024 * 1024;

/** Reads the parameters of a call from its query string and its body, whatever the body's type. */
export async function readArguments(
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<CallArguments> {
  const values: Record<string, unknown> = Object.fromEntries(query);
  const type = request.headers['content-type'] ?? '';
  const body = await readBody(request);
  if (body.length === 0) return new CallArguments(values);
  if (type.startsWith('application/json')) return jsonArguments(values, body);
  if (type.startsWith('multipart/form-data')) {
    const boundary = /boundary="?([^";]+)"?/iu.exec(type)?.[1] ?? '';
    const form = parseMultipart(body, boundary);
    return new CallArguments({ ...values, ...form.values }, form.files);
  }
  const form = new URLSearchParams(body.toString('utf8'));
  return new CallArguments({ ...values, ...Object.fromEntries(form) });
}

function jsonArguments(values: Record<string, unknown>, body: Buffer): CallArguments {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw new ApiError(400, "Bad Request: can't parse JSON object");
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed))
    throw new ApiError(400, "Bad Request: can't parse JSON object");
  return new CallArguments({ ...values, ...parsed });
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) chunks.length = 0;
    else chunks.push(chunk);
  }
  // Read to its end, so that the caller, who still writes, gets to hear the answer.
  if (length > MAX_BODY_BYTES) throw apiError('REQUEST_TOO_LARGE');
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
}
