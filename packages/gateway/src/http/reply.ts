import type { IncomingMessage, ServerResponse } from 'node:http';

/** On every answer, whatever it is: nothing of ours is framed, sniffed, cached or shared with another site. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
};

export type Reply = {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
};

export type TextReply = Reply & { readonly body: string };

export function json(status: number, value: unknown, headers?: Reply['headers']): TextReply {
  const body = `${JSON.stringify(value)}\n`;
  return { status, type: 'application/json; charset=utf-8', body, ...(headers && { headers }) };
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'payload_too_large',
  429: 'rate_limited',
  503: 'unavailable',
};

/** An error in the form that every path of the gateway has. */
export function failure(status: number, message: string, headers?: Reply['headers']): TextReply {
  const type = ERROR_TYPES[status] ?? 'invalid_request';
  return json(status, { error: { message, type } }, headers);
}

export function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  response.writeHead(reply.status, {
    ...SECURITY_HEADERS,
    'Content-Type': reply.type,
    'Content-Length': body.byteLength,
    ...reply.headers,
  });
  response.end(request.method === 'HEAD' || reply.status === 304 ? undefined : body);
}

/** A refused upgrade, for a socket that has no response object. */
export function formatRawReply(reply: TextReply): string {
  const headers = {
    ...SECURITY_HEADERS,
    'Content-Type': reply.type,
    'Content-Length': String(Buffer.byteLength(reply.body)),
    Connection: 'close',
    ...reply.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${reply.status} Refused\r\n${lines.join('\r\n')}\r\n\r\n${reply.body}`;
}
