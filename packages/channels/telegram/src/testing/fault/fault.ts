import type { ResponseParameters } from 'grammy/types';

/**
 * How a call goes wrong. Before acting:
 * - `error`: an answer of the Bot API, such as 429 with `retry_after`;
 * - `proxy`: what stands before the Bot API answers, with HTML (502, 503, 504, 500);
 * - `reset`: the connection breaks; `hang`: there is never an answer.
 *
 * After acting, so that the platform did what was asked:
 * - `lost-answer`: the connection breaks; `silent`: there is never an answer;
 * - `truncated`: half of the answer comes, as if it were all; `cut`: half of it comes, then the
 *   connection breaks; `not-json`: something else comes;
 * - `huge`: an answer of at least so many bytes comes, without saying so before.
 *
 * `held` answers, after acting, when `until` resolves; `slow` after that long.
 */
export type Fault =
  | {
      readonly kind: 'error';
      readonly code: number;
      readonly description: string;
      readonly parameters?: ResponseParameters;
    }
  | { readonly kind: 'rate-limited'; readonly retryAfter: number }
  | { readonly kind: 'proxy'; readonly status: number }
  | { readonly kind: 'reset' | 'hang' | 'lost-answer' | 'silent' | 'truncated' | 'cut' }
  | { readonly kind: 'huge'; readonly bytes: number }
  | { readonly kind: 'not-json'; readonly body?: string }
  | { readonly kind: 'held'; readonly until: Promise<unknown> }
  | { readonly kind: 'slow'; readonly ms: number };

export type FaultKind = Fault['kind'];

/** Faults that need no more said. */
export type PlainFault =
  | 'reset'
  | 'hang'
  | 'lost-answer'
  | 'silent'
  | 'truncated'
  | 'cut'
  | 'not-json';

const BEFORE: ReadonlySet<FaultKind> = new Set(['error', 'rate-limited', 'proxy', 'reset', 'hang']);

/** Whether the platform does not get to act. */
export function precedesAct(fault: Fault | undefined): boolean {
  return fault !== undefined && BEFORE.has(fault.kind);
}

/** The page that Telegram's nginx serves when the Bot API behind it does not answer. */
export function proxyPage(status: number): string {
  const REASONS: Readonly<Record<number, string>> = {
    500: 'Internal Server Error',
    502: 'Bad Gateway',
    503: 'Service Temporarily Unavailable',
    504: 'Gateway Time-out',
  };
  const title = `${status} ${REASONS[status] ?? 'Error'}`;
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n`;
}
