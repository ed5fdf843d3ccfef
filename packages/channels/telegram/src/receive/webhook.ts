import { timingSafeEqual } from 'node:crypto';
import type { WebhookRequest } from '@coderclaw/channel-kit';
import type { Update } from 'grammy/types';
import type { UpdateIntake } from './update-intake.ts';

/** “A header X-Telegram-Bot-Api-Secret-Token … to ensure that the request comes from a webhook set by you.” */
const SECRET_HEADER = 'x-telegram-bot-api-secret-token';

/** Takes what the platform posts. The secret is looked at before anything else is. */
export function createWebhook(secret: string, intake: UpdateIntake, closing: AbortSignal) {
  return async ({ headers, body }: WebhookRequest): Promise<{ readonly status: number }> => {
    const given = headers[SECRET_HEADER];
    if (typeof given !== 'string' || !isSame(given, secret)) return { status: 401 };
    const update = parseUpdate(body);
    if (!update) return { status: 400 };
    const closed = Promise.withResolvers<false>();
    const close = () => closed.resolve(false);
    closing.addEventListener('abort', close, { once: true });
    if (closing.aborted) close();
    const accepted = intake.take(update).then(
      () => true,
      // The intake has logged why; the platform posts it again.
      () => false,
    );
    const isAccepted = await Promise.race([accepted, closed.promise]);
    closing.removeEventListener('abort', close);
    return { status: isAccepted ? 200 : 503 };
  };
}

function isSame(given: string, secret: string): boolean {
  const one = Buffer.from(given);
  const other = Buffer.from(secret);
  return one.length === other.length && timingSafeEqual(one, other);
}

function parseUpdate(body: Uint8Array): Update | undefined {
  try {
    const update: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    const { update_id: id } = (update ?? {}) as { update_id?: unknown };
    return Number.isSafeInteger(id) ? (update as Update) : undefined;
  } catch {
    // Undefined says it: it is no update.
    return undefined;
  }
}
