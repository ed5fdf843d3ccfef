// The agent: Pi's loop behind core's AgentRunner port. Pi itself is loaded by the first run.
export { AGENT_ERRORS, AgentError, type AgentErrorCode } from './agent-error.ts';
export { DEMO_REF } from './demo/demo-model.ts';
export {
  createModelCatalog,
  type KeyTest,
  type ListedModel,
  type ModelCatalog,
} from './model/model-catalog.ts';
export {
  MODEL_APIS,
  type ModelApi,
  type ModelEntry,
  type ModelSettings,
  type ProviderSettings,
} from './model/model-settings.ts';
export type {
  ExchangeFacts,
  FoundModel,
  ModelProblem,
  ModelSource,
  ModelStreamOptions,
} from './model/model-source.ts';
export { PROVIDER_NAMES } from './model/provider-names.ts';
export { prepareHome, readBootMessage, tidyHome } from './prompt/home.ts';
export { type AgentLimits, DEFAULT_AGENT_LIMITS } from './runner/agent-limits.ts';
export {
  type AgentPlaces,
  type AgentRunnerOptions,
  createAgentRunner,
} from './runner/agent-runner.ts';
export {
  type Tool,
  type ToolArguments,
  ToolError,
  type ToolOutput,
  type ToolParameter,
  type ToolParameters,
} from './tool/tool.ts';
