import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OWNER, type PrincipalId } from '../id/id.ts';
import { CONVERSATION_KINDS } from '../message/message.ts';
import { DM_POLICIES, GROUP_POLICIES, type GroupRule } from '../ports/channel-policy.ts';
import { accountPolicy } from '../testing/account-policy.ts';
import { type AccessFacts, decideAccess, type Person } from './access.ts';
import { DENIAL_MS, PAIRING_TRANSITIONS, type PairingState } from './pairing.ts';

const stranger: Person = { principalId: 'chat:7' as PrincipalId, pairing: null };
const owner: Person = { principalId: OWNER, pairing: null };
const RULE: GroupRule = { requireMention: true, allowFrom: [], agentId: null, queueMode: null };
const AT = 10 * DENIAL_MS;

function decide(change: Partial<AccessFacts> = {}) {
  const decision = decideAccess({
    policy: accountPolicy(),
    person: stranger,
    identity: '7',
    isBot: false,
    kind: 'direct',
    addresses: ['here'],
    isWired: false,
    at: AT,
    ...change,
  });
  return decision.allowed ? `${decision.reason}${decision.known ? ' known' : ''}` : decision.reason;
}

function paired(state: PairingState, decidedAt: number | null = AT): Person {
  return { ...stranger, pairing: { state, decidedAt } };
}

test('in a direct conversation the policy decides, and an owner may write under all but one', () => {
  const table = DM_POLICIES.map((dmPolicy) => {
    const policy = accountPolicy({ dmPolicy });
    return [
      dmPolicy,
      decide({ policy }),
      decide({ policy, person: owner }),
      decide({ policy, person: paired('approved') }),
      decide({ policy: { ...policy, allowFrom: ['7'] } }),
    ];
  });
  const [known, listed] = ['access:owner known', 'access:allow-from known'];
  const off = 'access:dm-disabled';
  assert.deepEqual(table, [
    ['pairing', 'access:stranger', known, 'access:paired known', listed],
    ['allowlist', 'access:not-listed', known, 'access:not-listed', listed],
    ['open', 'access:open known', known, 'access:open known', listed],
    ['disabled', off, off, off, off],
  ]);
});

test('only an approval lets in; whoever was denied is not asked about again for a day', () => {
  for (const state of Object.keys(PAIRING_TRANSITIONS) as PairingState[]) {
    const expected = state === 'approved' ? 'access:paired known' : 'access:stranger';
    assert.equal(decide({ person: paired(state, AT - DENIAL_MS) }), expected);
  }
  assert.equal(decide({ person: paired('denied', AT - DENIAL_MS + 1) }), 'access:denied');
});

test('T12 a pairing in a direct conversation gives no right in any group', () => {
  const rights = fc.constantFrom<PairingState | null>(null, 'approved');
  fc.assert(
    fc.property(
      rights,
      fc.constantFrom(...GROUP_POLICIES),
      fc.boolean(),
      fc.constantFrom(...CONVERSATION_KINDS.filter((kind) => kind !== 'direct')),
      (state, groupPolicy, listed, kind) => {
        const groups = new Map(listed ? [['here', { ...RULE, allowFrom: ['8'] }]] : []);
        const facts = { kind, policy: accountPolicy({ groupPolicy, groups }) } as const;
        const person = { ...stranger, pairing: state && { state, decidedAt: AT } };
        assert.equal(decide({ ...facts, person }), decide(facts));
      },
    ),
  );
});

test('a group is silent unless it is listed, wired or all are open', () => {
  const listed = accountPolicy({ groups: new Map([['here', RULE]]) });
  const group = { kind: 'group' } as const;
  assert.equal(decide(group), 'access:unknown-group');
  assert.equal(decide({ ...group, policy: listed }), 'access:group');
  assert.equal(decide({ ...group, policy: listed, addresses: ['topic', 'here'] }), 'access:group');
  assert.equal(decide({ ...group, policy: listed, addresses: ['there'] }), 'access:unknown-group');
  assert.equal(decide({ ...group, isWired: true }), 'access:wired');
  assert.equal(
    decide({ ...group, policy: accountPolicy({ groupPolicy: 'open' }) }),
    'access:open-groups',
  );
  const off = accountPolicy({ groupPolicy: 'disabled', groups: listed.groups });
  assert.equal(decide({ ...group, policy: off, isWired: true }), 'access:groups-disabled');
});

test('where a group names who may write, nobody else may but an owner', () => {
  const groups = new Map([['*', { ...RULE, allowFrom: ['7'] }]]);
  const group = { kind: 'group', policy: accountPolicy({ groups }) } as const;
  assert.equal(decide(group), 'access:group known');
  assert.equal(decide({ ...group, identity: '8' }), 'access:group-sender');
  assert.equal(decide({ ...group, identity: '8', person: owner }), 'access:group known');
});

test('T30 a program is answered only in a group that names its id', () => {
  const open = accountPolicy({ dmPolicy: 'open', groupPolicy: 'open', allowFrom: ['7'] });
  assert.equal(decide({ policy: open, isBot: true }), 'access:bot');
  assert.equal(decide({ policy: open, isBot: true, kind: 'group' }), 'access:bot');
  const groups = new Map([['here', { ...RULE, allowFrom: ['7'] }]]);
  const named = accountPolicy({ groups });
  assert.equal(decide({ policy: named, isBot: true, kind: 'group' }), 'access:group known');
});

test('T17 without a policy nobody may write, an owner neither', () => {
  for (const kind of CONVERSATION_KINDS)
    for (const person of [stranger, owner, paired('approved')])
      assert.equal(
        decideAccess({
          policy: undefined,
          person,
          identity: '7',
          isBot: false,
          kind,
          addresses: [],
          isWired: true,
          at: AT,
        }).allowed,
        false,
      );
});
