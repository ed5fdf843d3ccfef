import type {
  AgentId,
  AgentRequest,
  EntryContent,
  EntryId,
  EntryRecord,
  RunId,
  SessionId,
} from '@coderclaw/core';

const SESSION = 'session-1' as SessionId;
const RUN = 'run-1' as RunId;

/** Contents as the entries of one session, oldest first. */
export function entriesOf(contents: readonly EntryContent[]): readonly EntryRecord[] {
  return contents.map((content, index) => ({
    id: `entry-${index + 1}` as EntryId,
    sessionId: SESSION,
    epoch: 1,
    parentId: index === 0 ? null : (`entry-${index}` as EntryId),
    runId: RUN,
    cursor: index + 1,
    content,
    labels: [],
    createdAt: 0,
  }));
}

/** A first attempt by the owner at answering the given transcript. */
export function agentRequest(
  transcript: readonly EntryContent[],
  changes: Partial<AgentRequest> = {},
): AgentRequest {
  return {
    runId: RUN,
    sessionId: SESSION,
    sessionKey: 'agent:main:main',
    agentId: 'main' as AgentId,
    attempt: 1,
    models: ['scripted/model'],
    thinking: 'off',
    options: {},
    timeoutMs: 600_000,
    ownerRun: true,
    toolProfile: 'coding',
    reactions: false,
    transcript: entriesOf(transcript),
    files: new Map(),
    steps: [],
    prompt: null,
    epoch: 1,
    ...changes,
  };
}
