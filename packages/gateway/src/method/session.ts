import { createHash } from 'node:crypto';
import {
  isOwner,
  type SessionRecord,
  type SessionSettings,
  type SessionSummary,
} from '@coderclaw/core';
import { type SessionRow, WireError } from '@coderclaw/protocol';
import { mayReach } from '../access/session-access.ts';
import { findSummary, toSessionRow } from '../event/session-row.ts';
import type { Handler, RequestContext } from './context.ts';
import { acceptMessage } from './incoming-message.ts';
import {
  checkSessionId,
  findOrRefuse,
  findSession,
  getSession,
  knownAgent,
  type NamedSession,
  nameSession,
} from './session-lookup.ts';
import { labelText, thinkingLevel, verboseLevel } from './wanted.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const PAGE = 500;

export const sessionsList: Handler<'sessions.list'> = async (context, params) => {
  const { gateway } = context;
  const limit = Math.min(params.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
  const offset = params.offset ?? 0;
  const { total, sessions } = await listReadable(context, params, limit, offset);
  const [modelProvider = null, ...model] = gateway.config.settings.defaultModel.ref.split('/');
  const hasMore = offset + sessions.length < total;
  return {
    ts: gateway.clock.now(),
    count: sessions.length,
    totalCount: total,
    limitApplied: limit,
    hasMore,
    nextOffset: hasMore ? offset + sessions.length : null,
    defaults: { modelProvider, model: model.join('/') || null, contextTokens: null },
    sessions: sessions.map(toSessionRow),
  };
};

type Wanted = Parameters<typeof sessionsList>[1];
type Page = { readonly total: number; readonly sessions: readonly SessionSummary[] };

/** The owner's list is the store's; a guest's, and one by label, is what remains of it. */
async function listReadable(
  context: RequestContext,
  wanted: Wanted,
  limit: number,
  offset: number,
): Promise<Page> {
  const { gateway, member } = context;
  const search = wanted.label ?? wanted.search;
  const query = {
    ...(wanted.agentId && { agentId: knownAgent(wanted.agentId, gateway.agents) }),
    ...(search && { search }),
  };
  if (isOwner(member.principal.id) && wanted.label === undefined) {
    return gateway.store.listSessions({ ...query, limit, offset });
  }
  const readable: SessionSummary[] = [];
  for (let from = 0; ; from += PAGE) {
    const { total, sessions } = await gateway.store.listSessions({
      ...query,
      limit: PAGE,
      offset: from,
    });
    readable.push(...sessions.filter((session) => isWanted(context, session, wanted)));
    if (from + PAGE >= total) break;
  }
  return { total: readable.length, sessions: readable.slice(offset, offset + limit) };
}

function isWanted({ member }: RequestContext, session: SessionSummary, { label }: Wanted): boolean {
  if (label !== undefined && session.settings.label !== label) return false;
  return mayReach(member.principal, session.principalId);
}

export const sessionsDescribe: Handler<'sessions.describe'> = async (context, { key }) => {
  const named = nameSession(context, key);
  const session = await findSession(context, named);
  return { session: session ? await rowOf(context, session) : null };
};

export const sessionsCreate: Handler<'sessions.create'> = async (context, params) => {
  const { gateway, member } = context;
  const named = nameSession(
    context,
    params.key ?? newName(context, params.idempotencyKey),
    params.agentId,
  );
  const known = await findOrRefuse(context, named);
  const settings: SessionSettings = {
    ...(params.label && { label: labelText(params.label) }),
    ...(params.model && { model: await wantedModel(context, params.model) }),
    ...(params.thinkingLevel && { thinking: thinkingLevel(params.thinkingLevel) }),
  };
  const session =
    known ??
    (await gateway.kernel.createSession({
      principalId: member.principal.id,
      key: named.key,
      settings,
    }));
  gateway.verbosity.remember(session);
  const text = params.message ?? params.task;
  const created = { ok: true, key: session.key, sessionId: session.id } as const;
  if (!text) return created;
  const name = params.idempotencyKey ?? gateway.ids.next();
  await acceptMessage(context, { session: named, name, text, method: 'sessions.create' }, () => {
    context.respond({ ...created, runStarted: true, runId: name });
  });
  return undefined;
};

/** A name that nobody has yet; the same one where the client repeats its request. */
function newName({ gateway, member }: RequestContext, idempotencyKey: string | undefined): string {
  if (idempotencyKey === undefined) return gateway.ids.next();
  const digest = createHash('sha256')
    .update(`${member.principal.id}\n${idempotencyKey}`)
    .digest('hex');
  return digest.slice(0, 32);
}

export const sessionsPatch: Handler<'sessions.patch'> = async (context, params) => {
  const { gateway, member } = context;
  const named = nameSession(context, params.key, params.agentId);
  const principalId = member.principal.id;
  const found = await findOrRefuse(context, named);
  const session =
    found ?? (await gateway.kernel.createSession({ principalId, key: named.key, settings: {} }));
  checkSessionId(session, params.expectedSessionId);
  const { label, model, thinkingLevel: thinking, verboseLevel: verbose } = params;
  const patched = await gateway.kernel.patchSession({
    sessionId: session.id,
    principalId,
    settings: {
      ...(label !== undefined && { label: label && labelText(label) }),
      ...(model !== undefined && { model: model && (await wantedModel(context, model)) }),
      ...(thinking !== undefined && {
        thinking: thinking === null ? null : thinkingLevel(thinking),
      }),
      ...(verbose !== undefined && { verbose: verbose === null ? null : verboseLevel(verbose) }),
    },
  });
  gateway.verbosity.remember(patched);
  return { ok: true, key: patched.key, entry: await rowOf(context, patched) };
};

async function wantedModel({ gateway }: RequestContext, ref: string): Promise<string> {
  const found = await gateway.models.resolve(ref);
  if (found.kind === 'problem') throw new WireError('INVALID_REQUEST', found.problem);
  return found.ref;
}

export const sessionsReset: Handler<'sessions.reset'> = async (context, params) => {
  const { session, principalId } = await existing(
    context,
    nameSession(context, params.key, params.agentId),
  );
  const reset = await context.gateway.kernel.resetSession({ sessionId: session.id, principalId });
  return { ok: true, key: reset.key, entry: await rowOf(context, reset) };
};

export const sessionsDelete: Handler<'sessions.delete'> = async (context, params) => {
  const named = nameSession(context, params.key, params.agentId);
  const found = await findSession(context, named);
  if (!found) return { ok: true, key: named.key, deleted: false, archived: [] };
  checkSessionId(found, params.expectedSessionId);
  const { gateway, member } = context;
  await gateway.kernel.deleteSession({ sessionId: found.id, principalId: member.principal.id });
  return { ok: true, key: named.key, deleted: true, archived: [] };
};

async function existing(context: RequestContext, named: NamedSession) {
  const session = await getSession(context, named);
  return { session, principalId: context.member.principal.id };
}

async function rowOf({ gateway }: RequestContext, session: SessionRecord): Promise<SessionRow> {
  const summary = await findSummary(gateway.store, session.key);
  return toSessionRow(summary ?? { ...session, title: null, lastText: null, waiting: 0 });
}
