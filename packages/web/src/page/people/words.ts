import type { ChannelAccount, Wiring } from '@coderclaw/protocol';
import { messageOf, RequestError } from '../gateway/gateway-link.ts';
import { formatSpan } from '../view/span.ts';

type HealthState = ChannelAccount['healthState'];

export const STATE_WORDS: { readonly [State in HealthState]: string } = {
  starting: 'Connecting',
  running: 'Connected',
  degraded: 'In trouble, trying again',
  stopped: 'Not connected',
  failed: 'Failed',
};

export const DM_WORDS: { readonly [Policy in ChannelAccount['dmPolicy']]: string } = {
  pairing: 'Strangers who write get a code and wait here.',
  allowlist: 'Only those named in the configuration may write directly.',
  open: 'Everybody may write directly.',
  disabled: 'Nobody may write directly.',
};

/** What comes after an account was connected. */
export const NEXT_WORDS: { readonly [Policy in ChannelAccount['dmPolicy']]: string } = {
  ...DM_WORDS,
  pairing:
    'It answers with a code. Enter that code under “Waiting to be let in”, and tick “As an owner” if it is your own.',
};

export const GROUP_WORDS: { readonly [Policy in ChannelAccount['groupPolicy']]: string } = {
  allowlist: 'Groups are answered once they are allowed.',
  open: 'Every group is answered.',
  disabled: 'No group is answered.',
};

export const ENGAGE_WORDS: { readonly [Mode in Wiring['engage']]: string } = {
  mention: 'when it is called',
  'mention-sticky': 'once it was called',
  always: 'every message',
  pattern: 'messages that match',
};

/** Why somebody was not let in, and what to do. */
export function explainRefusal(error: unknown, now: number): string {
  if (!(error instanceof RequestError)) return messageOf(error);
  const { reason, retryAt } = (error.details ?? {}) as { reason?: unknown; retryAt?: unknown };
  switch (reason) {
    case 'unknown':
      return 'Nobody who waits has this code. Compare it once more, letter by letter.';
    case 'expired':
      return 'This code has run out. Let them write again: they are told a new one.';
    case 'decided':
      return 'This code was used already, or its request was turned away.';
    case 'locked': {
      const waitMs = typeof retryAt === 'number' ? Math.max(0, retryAt - now) : 0;
      return `Too many wrong codes. Try again in ${formatSpan(Math.ceil(waitMs / 60_000) * 60_000)}.`;
    }
    default:
      return messageOf(error);
  }
}

/** Why an account was not connected, and what to do. `login`: what a person calls what they entered. */
export function explainLogin(error: unknown, label: string, login: string): string {
  if (!(error instanceof RequestError)) return messageOf(error);
  const { reason } = (error.details ?? {}) as { reason?: unknown };
  switch (reason) {
    case 'CHANNEL_AUTH':
      return `${label} does not know this ${login}. Copy it once more, from the first character to the last; nothing was kept.`;
    case 'CHANNEL_UNREACHABLE':
      return `${label} can not be reached from the gateway’s machine. Look at its network and try again; nothing was kept.`;
    default:
      return messageOf(error);
  }
}

/** Such as `Telegram` or `Telegram, work`. */
export function accountName(label: string, account: string): string {
  return account === 'default' ? label : `${label}, ${account}`;
}

/** Strangers whom nobody told that there was no room for their request. */
export function describeTurnedAway(strangers: number): string {
  const who = strangers === 1 ? '1 stranger' : `${strangers} strangers`;
  return `${who} found no room within a day: only so many requests wait at once. Denying makes room.`;
}

/** Senders who are not answered for a while and not told so. */
export function describeLoops(senders: number): string {
  const who = senders === 1 ? '1 sender was' : `${senders} senders were`;
  return `${who} cut off for a while within a day, as a program in a loop with the bot. The log says which.`;
}
