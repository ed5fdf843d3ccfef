import type { AccountPolicy } from '../ports/channel-policy.ts';

/** The policy of an account of which nothing is configured but its login. */
export function accountPolicy(change: Partial<AccountPolicy> = {}): AccountPolicy {
  return {
    dmPolicy: 'pairing',
    allowFrom: [],
    groupPolicy: 'allowlist',
    groups: new Map(),
    mentionPatterns: [],
    queueMode: null,
    ...change,
  };
}
