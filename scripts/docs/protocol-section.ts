import { CLOSE_CODES, EVENTS, METHODS, type MethodName } from '@coderclaw/protocol';
import { METHOD_SCHEMAS } from '../../packages/protocol/src/schema/registry.ts';
import { code, formatTable } from './markdown.ts';
import { listParams } from './method-params.ts';

const AUDIENCES = {
  connection: 'this connection',
  everyone: 'everyone who may',
  list: 'after `sessions.subscribe`',
  session: 'after `subscribe`, and who caused it',
} as const;

export function formatMethods(): string {
  const names = Object.keys(METHOD_SCHEMAS) as MethodName[];
  const rows = names.map((name) => {
    const acted = listParams(name).filter(({ ignored }) => !ignored);
    const params = acted.map((param) => code(`${param.name}${param.required ? '' : '?'}`));
    const { scope, ownerOnly } = METHODS[name];
    const needs = ownerOnly ? `${code(scope)}, owner` : code(scope);
    return [code(name), needs, params.join(' ') || '–'];
  });
  return formatTable(['method', 'needs', 'params'], rows);
}

export function formatIgnoredParams(): string {
  const names = Object.keys(METHOD_SCHEMAS) as MethodName[];
  const rows = names.flatMap((name) => {
    const ignored = listParams(name).filter((param) => param.ignored);
    return ignored.length === 0
      ? []
      : [[code(name), ignored.map((param) => code(param.name)).join(' ')]];
  });
  return formatTable(['method', 'accepted, and ignored'], rows);
}

export function formatEvents(): string {
  const rows = Object.entries(EVENTS).map(([name, { scope, audience }]) => [
    code(name),
    scope ? code(scope) : '–',
    AUDIENCES[audience],
  ]);
  return formatTable(['event', 'scope', 'sent to'], rows);
}

export function formatCloseCodes(): string {
  const reasons: Readonly<Record<keyof typeof CLOSE_CODES, string>> = {
    normal: 'the client or the gateway is done',
    protocolMismatch: 'no protocol version in common; `details.expectedProtocol` says ours',
    policy: 'a first frame that is not `connect`, a refused `connect`, too slow a reader',
    tooLarge: 'a frame beyond the limit',
    shutdown: 'the gateway stops; come back later',
  };
  const rows = Object.entries(CLOSE_CODES).map(([name, number]) => [
    String(number),
    reasons[name as keyof typeof CLOSE_CODES],
  ]);
  return formatTable(['code', 'when'], rows);
}
