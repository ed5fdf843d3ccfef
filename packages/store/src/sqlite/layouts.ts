import type * as rows from '../transaction/rows.ts';
import type { Layout } from './sql-table.ts';

// Which columns of each table the operations use. Columns that are not named here keep their defaults.

export const PRINCIPAL: Layout<rows.PrincipalRow> = {
  name: 'principal',
  key: ['id'],
  columns: ['id', 'tenantId', 'kind', 'createdAt'],
};
export const ACCOUNT: Layout<rows.AccountRow> = {
  name: 'account',
  key: ['id'],
  columns: ['id', 'tenantId', 'channel', 'account'],
};
export const CONVERSATION: Layout<rows.ConversationRow> = {
  name: 'conversation',
  key: ['id'],
  columns: [
    'id',
    'tenantId',
    'accountId',
    'address',
    'kind',
    'title',
    'parentId',
    'createdAt',
    'formerAddress',
    'seenAt',
  ],
};
export const PAIRING: Layout<rows.PairingRow> = {
  name: 'pairing',
  key: ['id'],
  columns: [
    'id',
    'tenantId',
    'accountId',
    'conversationId',
    'identity',
    'displayName',
    'agentId',
    'sessionKey',
    'codeHash',
    'state',
    'asOwner',
    'decidedBy',
    'decidedAt',
    'createdAt',
    'expiresAt',
  ],
};
export const WRONG_CODE: Layout<rows.WrongCodeRow> = {
  name: 'wrong_code',
  key: ['id'],
  columns: ['id', 'principalId', 'at'],
};
export const IDENTITY: Layout<rows.IdentityRow> = {
  name: 'identity',
  key: ['channel', 'platformUserId'],
  columns: ['channel', 'platformUserId', 'tenantId', 'principalId', 'pairingId', 'createdAt'],
};
export const WIRING: Layout<rows.WiringRow> = {
  name: 'wiring',
  key: ['id'],
  columns: [
    'id',
    'tenantId',
    'conversationId',
    'agentId',
    'engage',
    'pattern',
    'senders',
    'ignored',
    'sessionMode',
    'origin',
    'createdAt',
  ],
};
export const MESSAGE: Layout<rows.MessageRow> = {
  name: 'message',
  key: ['id'],
  columns: [
    'id',
    'tenantId',
    'principalId',
    'accountId',
    'conversationId',
    'eventKey',
    'kind',
    'identity',
    'displayName',
    'platformMessageId',
    'content',
    'labels',
    'sentAt',
    'receivedAt',
  ],
  json: ['content', 'labels'],
};
export const ALBUM_PIECE: Layout<rows.AlbumPieceRow> = {
  name: 'album_piece',
  key: ['sequence'],
  columns: [
    'sequence',
    'tenantId',
    'accountId',
    'address',
    'identity',
    'album',
    'eventKey',
    'platformMessageId',
    'event',
    'texts',
    'files',
    'messageId',
    'receivedAt',
  ],
  json: ['event'],
};
export const SESSION: Layout<rows.SessionRow> = {
  name: 'session',
  key: ['id'],
  columns: [
    'id',
    'tenantId',
    'principalId',
    'agentId',
    'key',
    'epoch',
    'headId',
    'cursor',
    'activeRunId',
    'settings',
    'usage',
    'createdAt',
    'updatedAt',
    'fence',
    'title',
    'search',
    'touched',
    'deletedAt',
  ],
  json: ['settings', 'usage'],
};
export const INTAKE: Layout<rows.IntakeRow> = {
  name: 'intake',
  key: ['id'],
  columns: [
    'id',
    'messageId',
    'principalId',
    'agentId',
    'sessionId',
    'runId',
    'destinationId',
    'decision',
    'reason',
    'queueMode',
    'sequence',
    'alias',
    'options',
    'disposition',
    'createdAt',
    'tenantId',
    'notBefore',
    'command',
    'shown',
  ],
  json: ['options', 'command'],
};
export const RUN: Layout<rows.RunRow> = {
  name: 'run',
  key: ['id'],
  columns: [
    'id',
    'tenantId',
    'principalId',
    'agentId',
    'sessionId',
    'epoch',
    'state',
    'attempt',
    'fence',
    'pins',
    'options',
    'destinationId',
    'replyTo',
    'labels',
    'reservedMicros',
    'error',
    'startedAt',
    'endedAt',
    'executorId',
    'leaseUntil',
    'counted',
    'attemptCursor',
    'suspended',
    'refusal',
  ],
  json: ['pins', 'options', 'replyTo', 'labels', 'error'],
};
export const RUN_INPUT: Layout<rows.RunInputRow> = {
  name: 'run_input',
  key: ['intakeId'],
  columns: ['intakeId', 'runId', 'entryId', 'sequence'],
};
export const ENTRY: Layout<rows.EntryRow> = {
  name: 'entry',
  key: ['id'],
  columns: [
    'id',
    'sessionId',
    'epoch',
    'parentId',
    'runId',
    'cursor',
    'content',
    'labels',
    'createdAt',
    'tenantId',
    'principalId',
  ],
  json: ['content', 'labels'],
};
export const PROMPT: Layout<rows.PromptRow> = {
  name: 'prompt',
  key: ['sessionId', 'epoch'],
  columns: ['sessionId', 'epoch', 'sha256', 'text'],
};
export const STEP: Layout<rows.StepRow> = {
  name: 'step',
  key: ['id'],
  columns: [
    'id',
    'runId',
    'kind',
    'toolCallId',
    'toolName',
    'state',
    'idempotencyKey',
    'startedAt',
    'attempt',
    'endedAt',
  ],
};
export const SIGNAL: Layout<rows.SignalRow> = {
  name: 'signal',
  key: ['id'],
  columns: ['id', 'principalId', 'runId', 'kind', 'payload', 'createdAt'],
  json: ['payload'],
};
export const DESTINATION: Layout<rows.DestinationRow> = {
  name: 'destination',
  key: ['id'],
  columns: [
    'id',
    'tenantId',
    'principalId',
    'kind',
    'accountId',
    'conversationId',
    'agentId',
    'replyTo',
    'createdAt',
  ],
};
export const DELIVERY: Layout<rows.DeliveryRow> = {
  name: 'delivery',
  key: ['id'],
  columns: [
    'id',
    'principalId',
    'runId',
    'destinationId',
    'accountId',
    'conversationId',
    'kind',
    'state',
    'createdAt',
    'tenantId',
    'sessionId',
    'sequence',
  ],
};
export const PART: Layout<rows.PartRow> = {
  name: 'delivery_part',
  key: ['id'],
  columns: [
    'id',
    'deliveryId',
    'index',
    'kind',
    'state',
    'text',
    'targetId',
    'reactsTo',
    'file',
    'buttons',
    'entryId',
    'idempotencyKey',
    'attempt',
    'nextAttemptAt',
    'platformMessageId',
    'error',
    'conversationId',
    'sequence',
  ],
  json: ['file', 'buttons'],
};
export const ATTACHMENT: Layout<rows.AttachmentRow> = {
  name: 'attachment',
  key: ['id'],
  columns: [
    'id',
    'tenantId',
    'messageId',
    'accountId',
    'principalId',
    'index',
    'sourceRef',
    'state',
    'sha256',
    'bytes',
    'mimeType',
    'error',
    'createdAt',
  ],
};
export const USAGE: Layout<rows.UsageRow> = {
  name: 'usage',
  key: ['runId', 'model'],
  columns: [
    'runId',
    'model',
    'tenantId',
    'principalId',
    'agentId',
    'sessionId',
    'input',
    'output',
    'cacheRead',
    'cacheWrite',
    'costMicros',
    'createdAt',
  ],
};
export const BUDGET: Layout<rows.BudgetRow> = {
  name: 'budget',
  key: ['id'],
  columns: ['id', 'scope', 'scopeId', 'limitMicros', 'spentMicros'],
};
export const RESERVATION: Layout<rows.ReservationRow> = {
  name: 'reservation',
  key: ['runId', 'budgetId'],
  columns: ['runId', 'budgetId', 'micros'],
};
export const DEVICE: Layout<rows.DeviceRow> = {
  name: 'device',
  key: ['id'],
  columns: [
    'id',
    'principalId',
    'publicKey',
    'displayName',
    'platform',
    'clientId',
    'roles',
    'scopes',
    'pairedAt',
    'revokedAt',
  ],
  json: ['roles', 'scopes'],
};
export const DEVICE_TOKEN: Layout<rows.DeviceTokenRow> = {
  name: 'device_token',
  key: ['deviceId', 'role'],
  columns: ['deviceId', 'role', 'scopes', 'revokedAt', 'tokenHash', 'issuedAt'],
  json: ['scopes'],
};
export const SIGN_IN_CODE: Layout<rows.SignInCodeRow> = {
  name: 'sign_in_code',
  key: ['codeHash'],
  columns: ['codeHash', 'principalId', 'issuedAt', 'expiresAt', 'usedAt'],
};
export const AUDIT_RECORD: Layout<rows.AuditRecordRow> = {
  name: 'audit_record',
  key: ['sequence'],
  columns: ['sequence', 'id', 'tenantId', 'at', 'digest'],
};
export const AUDIT_PAYLOAD: Layout<rows.AuditPayloadRow> = {
  name: 'audit_payload',
  key: ['sequence'],
  columns: ['sequence', 'salt', 'payload', 'redactedAt', 'redactedBy'],
};
export const AUDIT_SEAL: Layout<rows.AuditSealRow> = {
  name: 'audit_seal',
  key: ['sequence'],
  columns: ['sequence', 'firstSequence', 'lastSequence', 'head', 'keyId', 'signature'],
};
