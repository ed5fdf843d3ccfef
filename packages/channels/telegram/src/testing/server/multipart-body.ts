import type { UploadedFile } from './call-arguments.ts';

const CRLF = '\r\n';
const HEADER_END = Buffer.from(CRLF + CRLF);

export type MultipartBody = {
  readonly values: Readonly<Record<string, string>>;
  readonly files: ReadonlyMap<string, UploadedFile>;
};

/** Parses a multipart/form-data body (RFC 7578). A part with a `filename` is a file. */
export function parseMultipart(body: Buffer, boundary: string): MultipartBody {
  const values: Record<string, string> = {};
  const files = new Map<string, UploadedFile>();
  for (const part of splitParts(body, `--${boundary}`)) {
    const headerEnd = part.indexOf(HEADER_END);
    if (headerEnd < 0) continue;
    const headers = part.subarray(0, headerEnd).toString('utf8');
    const bytes = part.subarray(headerEnd + HEADER_END.length);
    const name = parameterOf(headers, 'name');
    if (name === undefined) continue;
    const fileName = parameterOf(headers, 'filename');
    if (fileName === undefined) values[name] = bytes.toString('utf8');
    else {
      const mimeType = /^content-type:\s*([^\r\n]+)/imu.exec(headers)?.[1];
      files.set(name, { name: fileName, mimeType, bytes: Buffer.from(bytes) });
    }
  }
  return { values, files };
}

function splitParts(body: Buffer, delimiter: string): Buffer[] {
  const parts: Buffer[] = [];
  let start = body.indexOf(delimiter);
  while (start >= 0) {
    const begin = start + delimiter.length + CRLF.length;
    const next = body.indexOf(CRLF + delimiter, begin - CRLF.length);
    if (next < 0) break;
    if (next >= begin) parts.push(body.subarray(begin, next));
    start = next + CRLF.length;
  }
  return parts;
}

function parameterOf(headers: string, name: string): string | undefined {
  const match = new RegExp(`[;\\s]${name}="?([^";\\r\\n]*)"?`, 'iu').exec(headers);
  return match?.[1];
}
