// Generated from src/schema by `npm run generate`. Do not edit.
import type { Check } from '../validation/problem.ts';

export const resultChecks: {
  readonly "health": Check;
  readonly "status": Check;
  readonly "system-presence": Check;
  readonly "agents.list": Check;
  readonly "models.list": Check;
  readonly "models.key.set": Check;
  readonly "models.key.test": Check;
  readonly "chat.send": Check;
  readonly "chat.history": Check;
  readonly "chat.abort": Check;
  readonly "chat.metadata": Check;
  readonly "sessions.list": Check;
  readonly "sessions.describe": Check;
  readonly "sessions.create": Check;
  readonly "sessions.patch": Check;
  readonly "sessions.reset": Check;
  readonly "sessions.delete": Check;
  readonly "sessions.subscribe": Check;
  readonly "sessions.unsubscribe": Check;
  readonly "sessions.messages.subscribe": Check;
  readonly "sessions.messages.unsubscribe": Check;
  readonly "subscribe": Check;
  readonly "agent": Check;
  readonly "agent.wait": Check;
  readonly "logs.tail": Check;
  readonly "deliveries.list": Check;
  readonly "deliveries.retry": Check;
  readonly "audit.list": Check;
  readonly "audit.records": Check;
  readonly "audit.verify": Check;
  readonly "auth.link": Check;
};
export const eventChecks: {
  readonly "connect.challenge": Check;
  readonly "health": Check;
  readonly "presence": Check;
  readonly "tick": Check;
  readonly "shutdown": Check;
  readonly "chat": Check;
  readonly "agent": Check;
  readonly "session.message": Check;
  readonly "sessions.changed": Check;
  readonly "run": Check;
  readonly "deliveries.changed": Check;
};
