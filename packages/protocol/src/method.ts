import { WireError } from './error.ts';
import { paramChecks } from './generated/incoming.js';
import type { MethodName, MethodParams } from './schema/registry.ts';
import type { Scope } from './scope.ts';
import { type Check, formatForeignName, formatProblem } from './validation/problem.ts';

export type Method = {
  /** What a connection needs to call it. */
  readonly scope: Scope;
  /** Whether it answers nobody but the owner of the gateway, whatever scopes another was given. */
  readonly ownerOnly: boolean;
  /** Checks its params; absent params count as `{}`. */
  readonly check: Check;
};

const SCOPE_OF_METHOD = {
  health: 'operator.read',
  status: 'operator.read',
  'system-presence': 'operator.read',
  'agents.list': 'operator.read',
  'models.list': 'operator.read',
  'models.key.set': 'operator.admin',
  'models.key.test': 'operator.admin',
  'chat.send': 'operator.write',
  'chat.history': 'operator.read',
  'chat.abort': 'operator.write',
  'chat.metadata': 'operator.read',
  'sessions.list': 'operator.read',
  'sessions.describe': 'operator.read',
  'sessions.create': 'operator.write',
  'sessions.patch': 'operator.write',
  'sessions.reset': 'operator.admin',
  'sessions.delete': 'operator.admin',
  'sessions.subscribe': 'operator.read',
  'sessions.unsubscribe': 'operator.read',
  'sessions.messages.subscribe': 'operator.read',
  'sessions.messages.unsubscribe': 'operator.read',
  subscribe: 'operator.read',
  agent: 'operator.write',
  'agent.wait': 'operator.write',
  'commands.list': 'operator.read',
  'channels.status': 'operator.read',
  'channels.describe': 'operator.read',
  'channels.check': 'operator.admin',
  'channels.add': 'operator.admin',
  'channels.remove': 'operator.admin',
  'pairing.list': 'operator.pairing',
  'pairing.approve': 'operator.pairing',
  'pairing.deny': 'operator.pairing',
  'pairing.revoke': 'operator.pairing',
  'wirings.list': 'operator.read',
  'wirings.set': 'operator.admin',
  'wirings.remove': 'operator.admin',
  'logs.tail': 'operator.read',
  'deliveries.list': 'operator.read',
  'deliveries.retry': 'operator.write',
  'deliveries.show': 'operator.read',
  'deliveries.drop': 'operator.write',
  'audit.list': 'operator.read',
  'audit.records': 'operator.admin',
  'audit.verify': 'operator.read',
  'auth.link': 'operator.admin',
} as const satisfies { readonly [Name in MethodName]: Scope };

/** They show or change what belongs to the machine: its files, keys, logs and trail, and who may talk to it. */
const OWNER_ONLY: ReadonlySet<string> = new Set<MethodName>([
  'status',
  'models.key.set',
  'models.key.test',
  'channels.status',
  'channels.describe',
  'channels.check',
  'channels.add',
  'channels.remove',
  'pairing.list',
  'pairing.approve',
  'pairing.deny',
  'pairing.revoke',
  'wirings.list',
  'wirings.set',
  'wirings.remove',
  'logs.tail',
  'audit.list',
  'audit.records',
  'audit.verify',
  'auth.link',
]);

/** Every method of the wire but `connect`, with what it needs. Its types are `MethodParams` and `MethodResult`. */
export const METHODS: { readonly [Name in MethodName]: Method } = tabulateMethods();

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(SCOPE_OF_METHOD, name);
}

/**
 * The params of a request, checked. Throws a {@link WireError} `INVALID_REQUEST` that names the place
 * and never repeats a value.
 */
export function parseParams<Name extends MethodName>(
  name: Name,
  params: unknown,
): MethodParams<Name> {
  const given = params ?? {};
  const problem = METHODS[name].check(given);
  if (problem !== null)
    throw new WireError('INVALID_REQUEST', formatProblem(`${name} params`, problem));
  return given as MethodParams<Name>;
}

/** The answer to a method that does not exist here; OpenClaw's clients recognise the words. */
export function unknownMethod(name: string): WireError {
  const shown = formatForeignName(name);
  return new WireError(
    'INVALID_REQUEST',
    `unknown method: ${shown.startsWith('"') ? name : shown}`,
  );
}

/** The answer to a connection without the scope that a method or event needs. */
export function missingScope(scope: Scope): WireError {
  return new WireError('FORBIDDEN', `missing scope: ${scope}`, {
    details: { code: 'MISSING_SCOPE', missingScope: scope, requiredScopes: [scope] },
  });
}

function tabulateMethods(): { readonly [Name in MethodName]: Method } {
  const rows = Object.entries(SCOPE_OF_METHOD).map(([name, scope]) => {
    const check = paramChecks[name as MethodName];
    return [name, { scope, ownerOnly: OWNER_ONLY.has(name), check }] as const;
  });
  return Object.fromEntries(rows) as { readonly [Name in MethodName]: Method };
}
