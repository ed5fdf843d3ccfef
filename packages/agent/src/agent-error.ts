/** Everything that can end a run in ERROR or TIMEOUT, with what the operator does next. */
export const AGENT_ERRORS = {
  MODEL_NOT_CONFIGURED: {
    retryable: false,
    next: 'set agents.defaults.model.primary to <provider>/<model>',
  },
  MODEL_UNKNOWN: {
    retryable: false,
    next: 'correct the name in agents.defaults.model, or list the model under models.<provider>.models',
  },
  MODEL_KEY_MISSING: {
    retryable: false,
    next: 'set it with: npx coderclaw config set models.<provider>.apiKey KEY',
  },
  MODEL_KEY_REFUSED: {
    retryable: false,
    next: 'set another key with: npx coderclaw config set models.<provider>.apiKey KEY',
  },
  MODEL_QUOTA: { retryable: false, next: 'add credit at the provider, or choose another model' },
  MODEL_RATE_LIMITED: {
    retryable: true,
    next: 'wait a while, or add a fallback under agents.defaults.model.fallbacks',
  },
  MODEL_OVERLOADED: {
    retryable: true,
    next: 'try again later, or add a fallback under agents.defaults.model.fallbacks',
  },
  MODEL_FAILED: {
    retryable: true,
    next: "try again later; the provider's status page may tell more",
  },
  MODEL_REJECTED: {
    retryable: false,
    next: 'start a new session if it has grown too long, or choose another model',
  },
  MODEL_REFUSED: { retryable: false, next: 'rephrase the message, or choose another model' },
  MODEL_UNREACHABLE: { retryable: true, next: 'check the network and models.<provider>.baseUrl' },
  MODEL_CUT: {
    retryable: true,
    next: 'try again; if it stays, check the network or choose another model',
  },
  MODEL_REDIRECTED: {
    retryable: false,
    next: 'set models.<provider>.baseUrl to the address that answers itself',
  },
  MODEL_ANSWER_TOO_LARGE: {
    retryable: false,
    next: 'ask for less at once, or have it written to a file in steps',
  },
  MODEL_EMPTY_ANSWER: {
    retryable: true,
    next: 'send the message again; if it stays, lower the thinking level or choose another model',
  },
  MODEL_IDLE: { retryable: true, next: 'try again; if it stays, check the model endpoint' },
  RUN_TIMEOUT: {
    retryable: false,
    next: 'raise agents.defaults.timeoutSeconds, or ask for less at once',
  },
  RUN_TURN_LIMIT: { retryable: false, next: 'send another message to let it go on' },
  RUN_CALLS_INVALID: {
    retryable: false,
    next: 'choose a model that is better at calling tools, or ask in smaller steps',
  },
  RUN_EMPTY: { retryable: false, next: 'send a message first' },
  WORKSPACE_MISSING: {
    retryable: false,
    next: 'name a directory that exists: with --workspace, or in agents.list[].workspace',
  },
  HOME_UNREADABLE: { retryable: false, next: "check the permissions of the agent's home" },
  AGENT_FAILED: { retryable: false, next: 'report this with the log of the gateway' },
} as const satisfies Record<string, { readonly retryable: boolean; readonly next: string }>;

export type AgentErrorCode = keyof typeof AGENT_ERRORS;

/** The one family of errors of this package. The message says what happened and what to do next. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly code: AgentErrorCode;
  /** Whether the same call may succeed later without anybody's help. */
  readonly retryable: boolean;

  /** `provider`, where given, takes the place of `<provider>` in the advice. */
  constructor(
    code: AgentErrorCode,
    what: string,
    options: { provider?: string; cause?: unknown } = {},
  ) {
    const { next, retryable } = AGENT_ERRORS[code];
    const advice = options.provider ? next.replaceAll('<provider>', options.provider) : next;
    super(`${what}; ${advice}`, { cause: options.cause });
    this.code = code;
    this.retryable = retryable;
  }
}
