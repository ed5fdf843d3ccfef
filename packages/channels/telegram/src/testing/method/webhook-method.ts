import type { WebhookInfo } from 'grammy/types';
import { apiError } from '../error/api-error.ts';
import { type Call, DescribedResult } from './call.ts';

const DEFAULT_CONNECTIONS = 40;
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** core.telegram.org/bots/api#setwebhook, but for the address: it must be this machine's, and may be plain HTTP. */
export function setWebhook(call: Call): DescribedResult {
  const { platform, args, webhook } = call;
  const url = args.text('url');
  if (url === '') return deleteWebhook(call);
  const secretToken = args.text('secret_token');
  if (!/^[\w-]{0,256}$/u.test(secretToken)) throw apiError('BAD_WEBHOOK_SECRET');
  if (!URL.canParse(url)) throw apiError('BAD_WEBHOOK_URL');
  if (!LOOPBACK.has(new URL(url).hostname)) throw apiError('WEBHOOK_UNRESOLVED');
  call.longPoll.subscribe(args);
  if (args.flag('drop_pending_updates')) platform.commit({ type: 'dropped' });
  const known = platform.memory.webhook;
  platform.commit({
    type: 'webhook',
    webhook: {
      url,
      maxConnections: args.integer('max_connections', DEFAULT_CONNECTIONS),
      ...(secretToken !== '' && { secretToken }),
    },
  });
  call.longPoll.abort();
  webhook.open();
  return new DescribedResult(
    true,
    known?.url === url ? 'Webhook is already set' : 'Webhook was set',
  );
}

/** core.telegram.org/bots/api#deletewebhook */
export function deleteWebhook({ platform, args }: Call): DescribedResult {
  if (args.flag('drop_pending_updates')) platform.commit({ type: 'dropped' });
  if (!platform.memory.webhook) return new DescribedResult(true, 'Webhook is already deleted');
  platform.commit({ type: 'webhook', webhook: null });
  return new DescribedResult(true, 'Webhook was deleted');
}

/** core.telegram.org/bots/api#getwebhookinfo */
export function getWebhookInfo({ platform, webhook }: Call): WebhookInfo {
  const { memory } = platform;
  return {
    url: memory.webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: memory.queue.updates.length,
    ...(memory.webhook && {
      max_connections: memory.webhook.maxConnections,
      ip_address: '127.0.0.1',
    }),
    ...webhook.lastError,
    ...(memory.allowedUpdates && { allowed_updates: [...memory.allowedUpdates] }),
  } as WebhookInfo;
}
