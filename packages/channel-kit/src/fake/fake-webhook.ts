import { createHash, timingSafeEqual } from 'node:crypto';
import type { ChannelAccount, WebhookRequest } from '../channel.ts';
import type { PlatformMessage } from './platform-message.ts';

/** The header that proves who posts. */
export const SECRET_HEADER = 'x-fake-secret';

/** Takes posts of messages, each of which is answered well once `take` resolved. */
export function fakeWebhook(
  secret: string,
  take: (message: PlatformMessage) => Promise<void>,
): NonNullable<ChannelAccount['webhook']> {
  return async ({ headers, body }) => {
    if (!isSame(headers[SECRET_HEADER], secret)) return { status: 401 };
    const message = parseMessage(body);
    if (!message) return { status: 400 };
    try {
      await take(message);
      return { status: 200 };
    } catch {
      // Ignored: the status says that it is to be posted again.
      return { status: 503 };
    }
  };
}

/** What the platform posts. */
export function postOf(message: PlatformMessage, secret: string): WebhookRequest {
  const body = new TextEncoder().encode(JSON.stringify(message));
  return { headers: { [SECRET_HEADER]: secret }, body };
}

/** Tells by its time nothing of where the two differ. */
function isSame(given: string | readonly string[] | undefined, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(secret));
}

function parseMessage(body: Uint8Array): PlatformMessage | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    const { id, conversation, from, text } = (value ?? {}) as Partial<PlatformMessage>;
    const isMessage = [id, conversation, from, text].every((one) => typeof one === 'string');
    return isMessage ? (value as PlatformMessage) : undefined;
  } catch {
    // Ignored: what is no JSON is no message, which the status says.
    return undefined;
  }
}
