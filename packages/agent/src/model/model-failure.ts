import type { AssistantMessage } from '@earendil-works/pi-ai';
import { AgentError, type AgentErrorCode } from '../agent-error.ts';
import type { ExchangeFacts, FoundModel } from './model-source.ts';
import { providerWords, quoteWords } from './provider-words.ts';

const OUT_OF_CREDIT = /insufficient[_ ]quota|credit balance|billing/iu;

/** What one failed try at a model means. `message` is its last word, where there was one. */
export function failureOf(
  asked: FoundModel,
  facts: ExchangeFacts,
  message: AssistantMessage | null,
): AgentError {
  const raw = message?.errorMessage ?? '';
  const code = codeOf(facts, message, raw);
  // Keys are taken out after the JSON is: it may have spelt one otherwise. And before anything is cut off.
  const said = quoteWords(asked.redact(providerWords(raw, facts.status)));
  return new AgentError(code, `${asked.ref}: ${describe(code, facts, said)}`, {
    provider: asked.provider,
  });
}

function codeOf(
  facts: ExchangeFacts,
  message: AssistantMessage | null,
  raw: string,
): AgentErrorCode {
  if (facts.tooLarge) return 'MODEL_ANSWER_TOO_LARGE';
  if (facts.redirectedTo !== undefined) return 'MODEL_REDIRECTED';
  const { status } = facts;
  if (status === undefined) return facts.networkError ? 'MODEL_UNREACHABLE' : 'MODEL_FAILED';
  if (status < 300) return message?.rawStopReason ? 'MODEL_REFUSED' : 'MODEL_CUT';
  if (status === 401 || status === 403) return 'MODEL_KEY_REFUSED';
  if (status === 402 || (status === 429 && OUT_OF_CREDIT.test(raw))) return 'MODEL_QUOTA';
  if (status === 429) return 'MODEL_RATE_LIMITED';
  if (status === 529 || status === 503) return 'MODEL_OVERLOADED';
  if (status >= 500 || status === 408 || status === 425) return 'MODEL_FAILED';
  return 'MODEL_REJECTED';
}

function describe(code: AgentErrorCode, facts: ExchangeFacts, said: string): string {
  const status = facts.status === undefined ? '' : ` (HTTP ${facts.status})`;
  const because = said === '' ? '' : `: ${said}`;
  switch (code) {
    case 'MODEL_ANSWER_TOO_LARGE':
      return 'the answer was larger than allowed and was dropped';
    case 'MODEL_REDIRECTED':
      return `the endpoint redirects to ${facts.redirectedTo}, which is not followed`;
    case 'MODEL_UNREACHABLE':
      return `the endpoint could not be reached (${facts.networkError})`;
    case 'MODEL_CUT':
      return `the answer broke off${because}`;
    case 'MODEL_KEY_REFUSED':
      return `the key was refused${status}${because}`;
    case 'MODEL_QUOTA':
      return `the account is out of credit${status}${because}`;
    case 'MODEL_RATE_LIMITED':
      return `too many requests${status}${because}`;
    case 'MODEL_OVERLOADED':
      return `the provider is overloaded${status}${because}`;
    case 'MODEL_REFUSED':
      return `the provider refused to answer${because}`;
    case 'MODEL_REJECTED':
      return `the request was rejected${status}${because}`;
    default:
      return `the request failed${status}${because}`;
  }
}
