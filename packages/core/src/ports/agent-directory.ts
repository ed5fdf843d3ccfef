import type { AgentId } from '../id/id.ts';
import type { ThinkingLevel } from '../routing/intake.ts';

/** The configured agents, as they are now. */
export interface AgentDirectory {
  readonly defaultAgentId: AgentId;
  /** Names the configuration that the answers come from. */
  readonly revision: string;
  find(agentId: AgentId): AgentSettings | undefined;
  list(): readonly AgentSettings[];
}

export type AgentSettings = {
  readonly id: AgentId;
  /** `<provider>/<model>`, tried in order. */
  readonly models: readonly string[];
  readonly thinking: ThinkingLevel;
  readonly timeoutMs: number;
  /** Most a run may spend, reserved in every budget before it starts; 0 where nothing is limited. */
  readonly reserveMicros: number;
};
