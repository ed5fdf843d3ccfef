import { ChannelError } from '@coderclaw/channel-kit';
import type { TelegramOptions } from '../options.ts';
import { fileIdOf } from '../read/file.ts';
import type { BotApi } from './bot-api.ts';

/** A download that says nothing for so long is given up. */
const STALL_MS = 60_000;

/** The bytes of a file that came with a message: getFile, then the address that it names, which lasts an hour. */
export async function fetchFile(
  api: BotApi,
  { botToken, apiRoot }: TelegramOptions,
  sourceRef: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const fileId = fileIdOf(sourceRef);
  const { file_path: path } = await api.ask((bot, over) => bot.getFile(fileId, over), { signal });
  if (!path) throw new ChannelError('CHANNEL_NOT_FOUND', 'the platform has no such file any more');
  if (path.startsWith('/'))
    throw new ChannelError(
      'CHANNEL_REFUSED',
      'the Bot API server runs with --local and keeps its files to itself; run it without',
    );
  // Beside the files of this bot lies whatever else that address serves.
  if (path.split('/').some((name) => name === '.' || name === '..'))
    throw new ChannelError('CHANNEL_REFUSED', 'the platform names a file outside its files');
  const inside = path.split('/').map(encodeURIComponent).join('/');
  return download(new URL(`${apiRoot}/file/bot${botToken}/${inside}`), signal);
}

async function download(url: URL, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const { get } = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
  const { promise, resolve, reject } = Promise.withResolvers<import('node:http').IncomingMessage>();
  // Errors are told without their message, which holds the address and with it the token.
  const request = get(url, { signal, timeout: STALL_MS }, resolve)
    .on('error', () => reject(new ChannelError('CHANNEL_UNREACHABLE', 'the file did not come')))
    .on('timeout', () => request.destroy());
  const response = await promise;
  if (response.statusCode === 200) return bytesOf(response);
  response.destroy();
  const { statusCode = 0 } = response;
  if (statusCode >= 500 || statusCode === 429)
    throw new ChannelError('CHANNEL_UNAVAILABLE', `status ${statusCode}`);
  throw new ChannelError('CHANNEL_NOT_FOUND', 'the platform has no such file any more');
}

async function* bytesOf(response: import('node:http').IncomingMessage): AsyncIterable<Uint8Array> {
  const length = Number(response.headers['content-length'] ?? Number.NaN);
  let arrived = 0;
  try {
    for await (const chunk of response) {
      arrived += (chunk as Uint8Array).byteLength;
      yield chunk as Uint8Array;
    }
  } catch {
    // Replaced: the message of the error holds the address.
    throw new ChannelError('CHANNEL_UNREACHABLE', 'the file broke off');
  }
  if (arrived < length) throw new ChannelError('CHANNEL_UNREACHABLE', 'the file broke off');
}
