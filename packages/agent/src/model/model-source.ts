import type {
  Api,
  AssistantMessageEventStream,
  Model,
  SimpleStreamOptions,
  TranscriptContext,
} from '@earendil-works/pi-ai';

/**
 * What was seen of one HTTP exchange with a model endpoint. Provider libraries fold all this into a
 * sentence; the facts decide whether to try again.
 */
export type ExchangeFacts = {
  status?: number;
  /** As asked for by `Retry-After`. */
  retryAfterMs?: number;
  /** Where the endpoint wanted to send us. Never followed. */
  redirectedTo?: string;
  /** The system's code for a connection that failed, such as `ECONNREFUSED`. */
  networkError?: string;
  /** The body was longer than allowed and was cut off. */
  tooLarge?: boolean;
};

export type ModelStreamOptions = Pick<SimpleStreamOptions, 'reasoning' | 'sessionId'> & {
  readonly signal: AbortSignal;
  /** Filled in while the exchange goes on. */
  readonly facts: ExchangeFacts;
};

/** A model that can be asked. */
export type FoundModel = {
  readonly kind: 'found';
  /** `<provider>/<model id>`. */
  readonly ref: string;
  readonly provider: string;
  readonly model: Model<Api>;
  /** Asks once, without trying again. Failures are events of the stream. May throw when set-up fails. */
  stream(context: TranscriptContext, options: ModelStreamOptions): AssistantMessageEventStream;
  /** Takes this model's key out of a text that is meant for people or logs. */
  redact(text: string): string;
};

export type ModelProblem = {
  readonly kind: 'problem';
  readonly code: 'MODEL_UNKNOWN' | 'MODEL_KEY_MISSING';
  readonly provider: string;
  /** What is wrong, with the nearest valid name where there is one. */
  readonly problem: string;
};

/** Where the runner finds models. Contract: `resolve` never rejects for a wrong name or a missing key. */
export interface ModelSource {
  resolve(ref: string): Promise<FoundModel | ModelProblem>;
}
