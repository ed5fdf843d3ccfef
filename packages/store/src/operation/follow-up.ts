import {
  type Disposition,
  noteOfDelete,
  noteOfEdit,
  noteOfReaction,
  type Route,
  textOf,
  type UserContent,
} from '@coderclaw/core';
import type { IntakeRow, MessageRow } from '../transaction/rows.ts';
import type { Transaction } from '../transaction/transaction.ts';
import {
  type Earlier,
  findEarlier,
  isAllThatIsLeft,
  rewrite,
  takeOut,
  wordsOf,
} from './earlier.ts';

/** How an event about an earlier message ends for one agent. */
type Aftermath = Pick<Route, 'decision' | 'reason'> & { readonly disposition?: Disposition };

/**
 * Turns the routes of an event about an earlier message (an edit, a deletion, a reaction) into one for
 * each agent that the earlier one reached. What was not taken up yet is changed or taken back; what a run
 * has seen stays, and the next run is told. Routes of other events pass through.
 */
export function followUp(
  tx: Transaction,
  message: MessageRow,
  routes: readonly Route[],
): readonly Route[] {
  const { kind, platformMessageId } = message;
  if (kind === 'message' || kind === 'action') return routes;
  if (routes.every(({ decision }) => decision !== 'accumulate')) return routes;
  const [route] = routes;
  if (!route || platformMessageId === null) return routes.map(dropped);
  if (kind === 'reaction') return reactionTo(tx, message, platformMessageId, route);
  const earlier = findEarlier(tx.tables, message, platformMessageId);
  if (earlier?.message.identity !== message.identity) return [dropped(route)];
  const intakes = tx.tables.intake.byMessage(earlier.message.id);
  if (intakes.length === 0) return [dropped(route)];
  const later = intakes.map((intake) => ({
    intake,
    ...aftermathOf(tx, intake, message, earlier),
  }));
  if (later.some(({ changes }) => changes)) change(tx, earlier, message);
  if (later.some(({ decision }) => decision === 'accumulate')) noteIn(tx, message, earlier);
  return later.map(({ intake, decision, reason }) => ({
    ...route,
    agentId: intake.agentId,
    sessionKey: keyOf(tx, intake) ?? route.sessionKey,
    decision,
    reason,
  }));
}

/** `changes`: the message itself is still to be read by this agent, so that it is changed or emptied. */
function aftermathOf(
  tx: Transaction,
  intake: IntakeRow,
  { kind }: MessageRow,
  earlier: Earlier,
): Aftermath & { readonly changes?: true } {
  if (intake.disposition === 'refused') return { decision: 'drop', reason: `${kind}:refused` };
  const waits = intake.runId === null && intake.disposition === null;
  const listened = intake.disposition === 'context' && intake.shown === 0;
  if (!waits && !listened) {
    if (intake.disposition === 'cancelled')
      return { decision: 'drop', reason: `${kind}:cancelled` };
    return { decision: 'accumulate', reason: `${kind}:too-late` };
  }
  // A deleted message that waits is cancelled; one that was listened to is shown to nobody.
  if (kind === 'delete' && waits && isAllThatIsLeft(earlier))
    tx.tables.intake.update(intake, { disposition: 'cancelled' });
  return { decision: 'drop', reason: `${kind}:in-time`, changes: true };
}

function change(tx: Transaction, earlier: Earlier, { kind, content }: MessageRow): void {
  if (kind === 'delete') takeOut(tx, earlier);
  else rewrite(tx, earlier, content ?? { role: 'user', blocks: [] });
}

/** What the next run is told of it. */
function noteIn(tx: Transaction, message: MessageRow, earlier: Earlier): void {
  const before = wordsOf(earlier);
  const text =
    message.kind === 'delete'
      ? noteOfDelete(before)
      : noteOfEdit(before, message.content ? textOf(message.content) : '');
  say(tx, message, text);
}

/** Only a reaction to something that we said concerns us. */
function reactionTo(
  tx: Transaction,
  message: MessageRow,
  platformMessageId: string,
  route: Route,
): readonly Route[] {
  const part = tx.tables.part.byPlatformId(message.conversationId, platformMessageId);
  const delivery = part && tx.tables.delivery.find(part.deliveryId);
  const session = delivery?.sessionId ? tx.tables.session.find(delivery.sessionId) : undefined;
  if (!part || !session || session.deletedAt !== null) return [dropped(route)];
  say(tx, message, noteOfReaction(message.content ? textOf(message.content) : '', part.text));
  return [{ ...route, agentId: session.agentId, sessionKey: session.key, reason: 'reaction:ours' }];
}

function say(tx: Transaction, message: MessageRow, text: string): void {
  const { from } = message.content ?? {};
  const content: UserContent = {
    role: 'user',
    blocks: [{ type: 'text', text }],
    ...(from !== undefined && { from }),
  };
  tx.tables.message.update(message, { content });
}

function keyOf(tx: Transaction, { sessionId }: IntakeRow): string | undefined {
  return sessionId === null ? undefined : tx.tables.session.find(sessionId)?.key;
}

function dropped(route: Route): Route {
  return { ...route, decision: 'drop', reason: `${route.reason} nothing-earlier` };
}
