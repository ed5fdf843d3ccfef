import type { PrincipalId } from '../id/id.ts';
import type { ConversationKind } from '../message/message.ts';
import type { AccountPolicy, GroupRule } from '../ports/channel-policy.ts';
import type { Instant } from '../ports/clock.ts';
import { DENIAL_MS, type PairingState } from './pairing.ts';
import { isOwner } from './principal.ts';

/** What is known of who writes. */
export type Person = {
  readonly principalId: PrincipalId;
  /** The newest request of this person on this account, if there was one. */
  readonly pairing: { readonly state: PairingState; readonly decidedAt: Instant | null } | null;
};

export type AccessFacts = {
  readonly policy: AccountPolicy | undefined;
  readonly person: Person;
  readonly identity: string;
  readonly isBot: boolean;
  readonly kind: ConversationKind;
  /** The platform's ids of the conversation and of what it lies in, former ones too, nearest first. */
  readonly addresses: readonly string[];
  /** Whether a person wired an agent to the conversation. */
  readonly isWired: boolean;
  readonly at: Instant;
};

export type AccessDecision =
  | {
      readonly allowed: true;
      readonly reason: string;
      /** Whether the person is known where they write: may steer the session, not only talk in it. */
      readonly known: boolean;
      readonly rule: GroupRule | null;
    }
  /** `answer`: whether the person is offered a pairing, or nothing is said. */
  | { readonly allowed: false; readonly reason: string; readonly answer: 'pair' | 'silence' };

/** Who may talk to us. Rights in direct conversations and in groups never mix, and every gap is a refusal. */
export function decideAccess(facts: AccessFacts): AccessDecision {
  if (!facts.policy) return refuse('access:unconfigured');
  return facts.kind === 'direct'
    ? decideDirect(facts, facts.policy)
    : decideGroup(facts, facts.policy);
}

function decideDirect(facts: AccessFacts, policy: AccountPolicy): AccessDecision {
  const { person, identity, isBot } = facts;
  if (isBot) return refuse('access:bot');
  if (policy.dmPolicy === 'disabled') return refuse('access:dm-disabled');
  if (isOwner(person.principalId)) return allow('access:owner', true);
  if (policy.allowFrom.includes(identity)) return allow('access:allow-from', true);
  if (policy.dmPolicy === 'open') return allow('access:open', true);
  if (policy.dmPolicy === 'allowlist') return refuse('access:not-listed');
  const { pairing } = person;
  if (pairing?.state === 'approved') return allow('access:paired', true);
  if (pairing?.state === 'denied' && facts.at - (pairing.decidedAt ?? 0) < DENIAL_MS)
    return refuse('access:denied');
  return { allowed: false, reason: 'access:stranger', answer: 'pair' };
}

function decideGroup(facts: AccessFacts, policy: AccountPolicy): AccessDecision {
  const { person, identity, isBot } = facts;
  if (policy.groupPolicy === 'disabled') return refuse('access:groups-disabled');
  const rule = groupRuleOf(policy, facts.addresses);
  if (!rule && !facts.isWired && policy.groupPolicy !== 'open')
    return refuse('access:unknown-group');
  const listed = rule?.allowFrom ?? [];
  // A program is let in by its id alone, since two of them can talk for ever.
  if (isBot && !listed.includes(identity)) return refuse('access:bot');
  const owner = isOwner(person.principalId);
  const known = owner || listed.includes(identity) || policy.allowFrom.includes(identity);
  if (listed.length > 0 && !owner && !listed.includes(identity))
    return refuse('access:group-sender');
  const reason = rule ? 'access:group' : facts.isWired ? 'access:wired' : 'access:open-groups';
  return { allowed: true, reason, known, rule };
}

/** What is configured for a group; `addresses` are those of the conversation and what it lies in, nearest first. */
export function groupRuleOf(
  policy: Pick<AccountPolicy, 'groups'>,
  addresses: readonly string[],
): GroupRule | null {
  for (const address of [...addresses, '*']) {
    const rule = policy.groups.get(address);
    if (rule) return rule;
  }
  return null;
}

function allow(reason: string, known: boolean): AccessDecision {
  return { allowed: true, reason, known, rule: null };
}

function refuse(reason: string): AccessDecision {
  return { allowed: false, reason, answer: 'silence' };
}
