import { setImmediate } from 'node:timers/promises';
import type { Signer, Store } from '@coderclaw/core';
import { verifyAudit } from '../audit/seal.ts';
import { deliveryOf, demandSession, intakeOf, runOf, sessionOf } from '../transaction/records.ts';
import type { DeviceTokenRow } from '../transaction/rows.ts';
import type { Tables } from '../transaction/tables.ts';
import type { Engine } from '../transaction/transaction.ts';
import { acceptMessage } from './accept.ts';
import * as access from './access.ts';
import * as album from './album.ts';
import * as attachment from './attachment.ts';
import * as audit from './audit.ts';
import { budgetOf } from './budget.ts';
import { claimRun } from './claim.ts';
import { listOpenCommands, placeOfCommand, settleCommand } from './command.ts';
import * as conversation from './conversation.ts';
import * as delivery from './delivery.ts';
import { statusOf } from './duplicate.ts';
import * as journal from './journal.ts';
import { findLastWord } from './last-word.ts';
import * as pairing from './pairing.ts';
import * as part from './part.ts';
import * as recovery from './recovery.ts';
import * as session from './session.ts';
import { settleRun } from './settle.ts';
import * as wiring from './wiring.ts';

/** The store port over any engine: each method is one operation or one query. */
export function createStore(engine: Engine, signer: Signer): Store {
  const { write, read } = engine;
  return {
    acceptMessage: (command) => write((tx) => acceptMessage(tx, command)),
    claimRun: (command) => write((tx) => claimRun(tx, command)),
    takeInputs: (command) => write((tx) => journal.takeInputs(tx, command)),
    recordAnswer: (command) => write((tx) => journal.recordAnswer(tx, command)),
    startTool: (command) => write((tx) => journal.startTool(tx, command)),
    recordToolResult: (command) => write((tx) => journal.recordToolResult(tx, command)),
    settleRun: (command) => write((tx) => settleRun(tx, command)),
    signalStop: (command) => write((tx) => recovery.signalStop(tx, command)),
    cancelWaiting: (command) => write((tx) => session.cancelWaiting(tx, command)),
    suspendRuns: (command) => write((tx) => recovery.suspendRuns(tx, command)),
    reclaimRuns: (command) => write((tx) => recovery.reclaimRuns(tx, command)),
    renewLeases: (command) => write((tx) => recovery.renewLeases(tx, command)),
    listIdleLanes: (at) => read((tables) => tables.intake.idleLanes(at)),
    loadTranscript: (sessionId, after) =>
      read((tables) => session.loadTranscript(tables, sessionId, after)),
    findRun: (runId) => read((tables) => optional(tables.run.find(runId), runOf)),
    findIntakesByAlias: ({ principalId, alias, sessionKey }) =>
      read((tables) => {
        const statuses = tables.intake
          .byAlias(principalId, alias)
          .map((row) => statusOf(tables, row));
        return sessionKey === undefined
          ? statuses
          : statuses.filter((status) => status.sessionKey === sessionKey);
      }),
    listRunIntakes: (runId) => read((tables) => tables.intake.byRun(runId).map(intakeOf)),

    startPart: (command) => write((tx) => part.startPart(tx, command)),
    startPreview: (command) =>
      write((tx) => delivery.startPreview(tx, journal.demandRun(tx, command), command)),
    recordPart: (command) => write((tx) => delivery.recordPart(tx, command)),
    dropDelivery: (command) => write((tx) => delivery.dropDelivery(tx, command)),
    retryDelivery: (command) => write((tx) => delivery.retryDelivery(tx, command)),
    listSendingParts: () =>
      read((tables) => tables.part.sending().map((row) => part.toSend(tables, row))),
    findPending: (conversationId) => read((tables) => part.findPending(tables, conversationId)),
    listPendingConversations: () => read((tables) => tables.part.pendingConversations()),
    listDeliveries: (query) =>
      read((tables) => tables.delivery.list(query).map((row) => deliveryOf(tables, row))),
    findDelivery: (deliveryId) =>
      read((tables) =>
        optional(tables.delivery.find(deliveryId), (row) => deliveryOf(tables, row)),
      ),

    createSession: (command) => write((tx) => session.createSession(tx, command)),
    patchSession: (command) => write((tx) => session.patchSession(tx, command)),
    resetSession: (command) => write((tx) => session.resetSession(tx, command)),
    deleteSession: (command) => write((tx) => session.deleteSession(tx, command)),
    findSession: (key) => read((tables) => optional(tables.session.byKey(key), sessionOf)),
    getSession: (sessionId) => read((tables) => sessionOf(demandSession(tables, sessionId))),
    listSessions: (query) => read((tables) => session.listSessions(tables, query)),
    listEntries: (query) => read((tables) => session.listEntries(tables, query)),
    listActiveRuns: (sessionId) =>
      read((tables) => {
        if (sessionId === undefined) return tables.run.active().map(runOf);
        return [tables.run.activeOf(sessionId)].filter((row) => row !== undefined).map(runOf);
      }),

    pairDevice: (command) => write((tx) => access.pairDevice(tx, command)),
    saveDeviceToken: (command) => write((tx) => access.saveDeviceToken(tx, command)),
    revokeDevice: (command) => write((tx) => access.revokeDevice(tx, command)),
    saveSignInCode: (command) => write((tx) => access.saveSignInCode(tx, command)),
    redeemSignInCode: (command) => write((tx) => access.redeemSignInCode(tx, command)),
    findDevice: (deviceId) => read((tables) => tables.device.find(deviceId)),
    listDevices: () => read((tables) => tables.device.all()),
    findDeviceToken: (tokenHash) =>
      read((tables) => optional(tables.deviceToken.byHash(tokenHash), deviceTokenOf)),

    findPerson: (query) => read((tables) => pairing.findPerson(tables, query)),
    listPairings: (query) => read((tables) => pairing.listPairings(tables, query)),
    approvePairing: (command) => write((tx) => pairing.approvePairing(tx, command)),
    denyPairing: (command) => write((tx) => pairing.denyPairing(tx, command)),
    revokePairing: (command) => write((tx) => pairing.revokePairing(tx, command)),
    expirePairings: async (command) => {
      const overdue = await read((tables) => tables.pairing.overdue(command.at).length);
      return overdue === 0 ? [] : write((tx) => pairing.expirePairings(tx, command));
    },
    countRefusals: (query) => read((tables) => pairing.countRefusals(tables, query)),
    findPlace: (query) => read((tables) => wiring.findPlace(tables, query)),
    findLastWord: (query) => read((tables) => findLastWord(tables, query)),
    findConversation: (query) =>
      read((tables) => {
        const account = tables.account.byName(query.channel, query.account);
        const row = account && conversation.findConversation(tables, account, query.address);
        return optional(row, (found) => conversation.conversationOf(tables, found));
      }),
    listWirings: () => read(wiring.listWirings),
    saveWiring: (command) => write((tx) => wiring.saveWiring(tx, command)),
    removeWiring: (command) => write((tx) => wiring.removeWiring(tx, command)),
    listPlaces: (query) => read((tables) => conversation.listPlaces(tables, query)),
    moveConversation: (command) => write((tx) => conversation.moveConversation(tx, command)),

    listAttachments: (messageId) => read((tables) => attachment.listAttachments(tables, messageId)),
    findAttachments: (ids) => read((tables) => attachment.findAttachments(tables, ids)),
    listWantedAttachments: (limit) => read((tables) => attachment.listWanted(tables, limit)),
    recordAttachment: (command) => write((tx) => attachment.recordAttachment(tx, command)),
    weighAttachment: (query) => read((tables) => attachment.weighAttachment(tables, query)),
    releaseAttachments: (command) => write((tx) => attachment.releaseAttachments(tx, command)),
    listKeptBlobs: () => readInSteps(read, attachment.listKeptBlobs),

    keepPiece: (command) => write((tx) => album.keepPiece(tx, command)),
    listPieces: (ref) => read((tables) => album.listPieces(tables, ref)),
    listOpenAlbums: () => read(album.listOpenAlbums),

    listOpenCommands: () => read(listOpenCommands),
    findCommandPlace: (intakeId) => read((tables) => placeOfCommand(tables, intakeId)),
    settleCommand: (command) => write((tx) => settleCommand(tx, command)),

    appendAudit: (command) => write((tx) => audit.appendAudit(tx, command)),
    redactAudit: (command) => write((tx) => audit.redactAudit(tx, command)),
    listAudit: (query) => read((tables) => audit.listAudit(tables, query)),
    verifyAudit: () => readInSteps(read, (tables) => verifyAudit(tables, signer)),
    saveBudget: ({ id, scope, scopeId, limitMicros }) =>
      write(({ tables }) => {
        const known = tables.budget.find(id);
        if (known) tables.budget.update(known, { scope, scopeId, limitMicros });
        else tables.budget.insert({ id, scope, scopeId, limitMicros, spentMicros: 0 });
      }),
    listBudgets: () => read((tables) => tables.budget.all().map((row) => budgetOf(tables, row))),
    sumUsage: ({ since }) => read((tables) => tables.usage.sumSince(since)),
    readCounts: () => read((tables) => tables.counts()),
    close: () => engine.close(),
  };
}

/** A query that lets the event loop turn between its steps. */
async function readInSteps<T>(
  read: Engine['read'],
  start: (tables: Tables) => Generator<void, T>,
): Promise<T> {
  const steps = await read(start);
  for (;;) {
    const step = await read(() => steps.next());
    if (step.done) return step.value;
    await setImmediate();
  }
}

function optional<Row, Record>(
  row: Row | undefined,
  convert: (row: Row) => Record,
): Record | undefined {
  return row === undefined ? undefined : convert(row);
}

function deviceTokenOf({ deviceId, role, scopes, revokedAt }: DeviceTokenRow) {
  return { deviceId, role, scopes, revokedAt };
}
