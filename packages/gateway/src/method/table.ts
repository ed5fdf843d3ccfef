import type { MethodName } from '@coderclaw/protocol';
import { agent, agentsList, agentWait } from './agent.ts';
import { auditList, auditRecords, auditVerify } from './audit.ts';
import { channelsStatus } from './channel.ts';
import { channelsAdd, channelsCheck, channelsDescribe, channelsRemove } from './channel-account.ts';
import { chatAbort, chatHistory, chatMetadata, chatSend } from './chat.ts';
import { commandsList } from './command.ts';
import type { Handler } from './context.ts';
import { health, status, systemPresence } from './health.ts';
import { modelsKeySet, modelsKeyTest, modelsList } from './model.ts';
import {
  authLink,
  deliveriesDrop,
  deliveriesList,
  deliveriesRetry,
  deliveriesShow,
  logsTail,
} from './operation.ts';
import { pairingApprove, pairingDeny, pairingList, pairingRevoke } from './pairing.ts';
import {
  sessionsCreate,
  sessionsDelete,
  sessionsDescribe,
  sessionsList,
  sessionsPatch,
  sessionsReset,
} from './session.ts';
import {
  messagesSubscribe,
  messagesUnsubscribe,
  sessionsSubscribe,
  sessionsUnsubscribe,
  subscribe,
} from './subscription.ts';
import { wiringsList, wiringsRemove, wiringsSet } from './wiring.ts';

/** Every method of the wire with what answers it: `hello.features` lists these, and nothing else is answered. */
export const METHOD_HANDLERS: { readonly [Name in MethodName]: Handler<Name> } = {
  health,
  status,
  'system-presence': systemPresence,
  'agents.list': agentsList,
  'models.list': modelsList,
  'models.key.set': modelsKeySet,
  'models.key.test': modelsKeyTest,
  'chat.send': chatSend,
  'chat.history': chatHistory,
  'chat.abort': chatAbort,
  'chat.metadata': chatMetadata,
  'sessions.list': sessionsList,
  'sessions.describe': sessionsDescribe,
  'sessions.create': sessionsCreate,
  'sessions.patch': sessionsPatch,
  'sessions.reset': sessionsReset,
  'sessions.delete': sessionsDelete,
  'sessions.subscribe': sessionsSubscribe,
  'sessions.unsubscribe': sessionsUnsubscribe,
  'sessions.messages.subscribe': messagesSubscribe,
  'sessions.messages.unsubscribe': messagesUnsubscribe,
  subscribe,
  agent,
  'agent.wait': agentWait,
  'commands.list': commandsList,
  'channels.status': channelsStatus,
  'channels.describe': channelsDescribe,
  'channels.check': channelsCheck,
  'channels.add': channelsAdd,
  'channels.remove': channelsRemove,
  'pairing.list': pairingList,
  'pairing.approve': pairingApprove,
  'pairing.deny': pairingDeny,
  'pairing.revoke': pairingRevoke,
  'wirings.list': wiringsList,
  'wirings.set': wiringsSet,
  'wirings.remove': wiringsRemove,
  'logs.tail': logsTail,
  'deliveries.list': deliveriesList,
  'deliveries.retry': deliveriesRetry,
  'deliveries.show': deliveriesShow,
  'deliveries.drop': deliveriesDrop,
  'audit.list': auditList,
  'audit.records': auditRecords,
  'audit.verify': auditVerify,
  'auth.link': authLink,
};
