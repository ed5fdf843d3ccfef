import {
  coversScope,
  isMethodName,
  METHODS,
  type MethodName,
  missingScope,
  parseParams,
  type RequestFrame,
  unknownMethod,
  WireError,
} from '@coderclaw/protocol';
import type { Answer, GatewayContext, RequestContext } from '../method/context.ts';
import { ownerOnly } from '../method/session-lookup.ts';
import { METHOD_HANDLERS } from '../method/table.ts';
import type { SignedIn } from './roster.ts';
import { toWireError } from './wire-error.ts';

/** Answers one request: scope, params, handler; whatever goes wrong becomes an error frame. Never rejects. */
export async function dispatch(
  { id, method, params }: RequestFrame,
  connection: SignedIn,
  gateway: GatewayContext,
): Promise<void> {
  gateway.metrics.requests.add(isMethodName(method) ? method : 'unknown');
  const respond = (payload: unknown) => connection.respond(id, payload);
  const context: RequestContext = { gateway, connection, member: connection.member, respond };
  try {
    const answer = await call(admit(method, connection), context, params);
    if (answer !== undefined) respond(answer);
  } catch (error) {
    const refusal = toWireError(error, method, gateway.logger);
    gateway.metrics.refusals.add(refusal.code);
    connection.refuse(id, refusal);
  }
}

function admit(method: string, connection: SignedIn): MethodName {
  if (method === 'connect')
    throw new WireError('INVALID_REQUEST', 'this connection is signed in already');
  if (!isMethodName(method)) throw unknownMethod(method);
  const { scope, ownerOnly: isOwnersAlone } = METHODS[method];
  if (!coversScope(connection.member.scopes, scope)) throw missingScope(scope);
  if (isOwnersAlone) ownerOnly(connection);
  return method;
}

async function call<Name extends MethodName>(
  name: Name,
  context: RequestContext,
  params: unknown,
): Promise<Answer<Name>> {
  return METHOD_HANDLERS[name](context, parseParams(name, params));
}
