import { type DeliveryId, type DeliveryRecord, isOwner } from '@coderclaw/core';
import { WireError } from '@coderclaw/protocol';
import { mayReach } from '../access/session-access.ts';
import { issueSignInLink } from '../access/sign-in-link.ts';
import { toDelivery } from '../event/delivery-view.ts';
import { readLogTail } from '../log/log-tail.ts';
import type { Handler, RequestContext } from './context.ts';
import { nameSession } from './session-lookup.ts';

const DEFAULT_LIMIT = 100;

export const logsTail: Handler<'logs.tail'> = async (context, params) => {
  const file = context.gateway.logFile;
  return { file, ...(await readLogTail(file, params)) };
};

export const deliveriesList: Handler<'deliveries.list'> = async (context, params) => {
  const { state, sessionKey, before, limit = DEFAULT_LIMIT } = params;
  const { id: principalId } = context.member.principal;
  const deliveries = await context.gateway.store.listDeliveries({
    ...(state && { state }),
    ...(sessionKey && { sessionKey: nameSession(context, sessionKey).key }),
    ...(!isOwner(principalId) && { principalId }),
    ...(before && { before: before as DeliveryId }),
    limit,
  });
  return { deliveries: deliveries.map(toDelivery) };
};

export const deliveriesShow: Handler<'deliveries.show'> = async (context, { id }) => ({
  delivery: toDelivery(await getDelivery(context, id)),
});

export const deliveriesRetry: Handler<'deliveries.retry'> = async (context, { id }) => {
  const { id: deliveryId } = await getDelivery(context, id);
  const principalId = context.member.principal.id;
  const delivery = await context.gateway.kernel.retryDelivery({ deliveryId, principalId });
  return { ok: true, delivery: toDelivery(delivery) };
};

export const deliveriesDrop: Handler<'deliveries.drop'> = async (context, { id }) => {
  const { id: deliveryId } = await getDelivery(context, id);
  const principalId = context.member.principal.id;
  const delivery = await context.gateway.kernel.dropDelivery({ deliveryId, principalId });
  return { ok: true, delivery: toDelivery(delivery) };
};

/** One that the caller may know of; another's is answered as if there were none. */
async function getDelivery(
  { gateway, member }: RequestContext,
  id: string,
): Promise<DeliveryRecord> {
  const found = await gateway.store.findDelivery(id as DeliveryId);
  if (!found || !mayReach(member.principal, found.principalId))
    throw new WireError('NOT_FOUND', 'there is no such delivery');
  return found;
}

export const authLink: Handler<'auth.link'> = async (context) => {
  const { gateway, member } = context;
  return issueSignInLink(gateway.pageUrl, member.principal.id, gateway);
};
