import type { MethodName } from '@coderclaw/protocol';
import { agent, agentsList, agentWait } from './agent.ts';
import { auditList, auditRecords, auditVerify } from './audit.ts';
import { chatAbort, chatHistory, chatMetadata, chatSend } from './chat.ts';
import type { Handler } from './context.ts';
import { health, status, systemPresence } from './health.ts';
import { modelsKeySet, modelsKeyTest, modelsList } from './model.ts';
import { authLink, deliveriesList, deliveriesRetry, logsTail } from './operation.ts';
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
  'logs.tail': logsTail,
  'deliveries.list': deliveriesList,
  'deliveries.retry': deliveriesRetry,
  'audit.list': auditList,
  'audit.records': auditRecords,
  'audit.verify': auditVerify,
  'auth.link': authLink,
};
