import {
  type ApproveResult,
  type CommandAnswer,
  type CommandRequest,
  type Instant,
  MAX_PENDING_PAIRINGS,
  PAIRING_ALPHABET,
  PAIRING_CODE_LENGTH,
  type PairingId,
  type PairingRecord,
  StoreError,
} from '@coderclaw/core';
import { countTurnedAway } from '../access/turned-away.ts';
import { nameAccount } from '../channel/account-report.ts';
import { codeOf, countOf, formatSpan, lineOf, listOf } from './answer-text.ts';
import type { CommandHandler, CommandPorts } from './command-ports.ts';

const MAX_LISTED = 10;
const MAX_DENIED = 100;
const MAX_LABEL_UNITS = 40;
const CODE = new RegExp(`^[${PAIRING_ALPHABET}]{${PAIRING_CODE_LENGTH}}$`, 'u');
const NOBODY = 'Nobody asks to be let in.';
const HOW = '`/pair CODE` lets in whom a code belongs to, `/pair CODE owner` as an owner.';

/** Lets people in, turns them away, and shows who asks. Codes are not known here: only their hashes are kept. */
export const pair: CommandHandler = async (request, ports) => {
  const words = request.call.args.split(/\s+/u).filter((word) => word !== '');
  const [first = 'list', ...rest] = words;
  switch (first.toLowerCase()) {
    case 'list':
      return listRequests(request, ports);
    case 'deny':
      return deny(request, ports, rest);
    default:
      return approve(request, ports, words);
  }
};

async function approve(
  request: CommandRequest,
  ports: CommandPorts,
  words: readonly string[],
): Promise<CommandAnswer> {
  const asOwner = words.length > 1 && words.at(-1)!.toLowerCase() === 'owner';
  const code = (asOwner ? words.slice(0, -1) : words).join('');
  // A slip of the tongue is no wrong code, of which there are few.
  if (!CODE.test(code.toUpperCase()))
    return { text: `That is no code: one has ${PAIRING_CODE_LENGTH} letters and digits. ${HOW}` };
  const { principalId } = request;
  const result = await ports.kernel().approvePairing({ code, principalId, asOwner });
  if (result.kind === 'approved') return { text: welcome(result.pairing, result.intakes.length) };
  const cutOff = result.reason === 'decided' && (await findCutOff(request, ports, asOwner));
  return { text: cutOff ? welcome(cutOff, 0) : refusalOf(result, ports.clock.now()) };
}

/** What this very command did before a crash took its answer. */
async function findCutOff(
  { principalId, askedAt }: CommandRequest,
  { store, clock }: CommandPorts,
  asOwner: boolean,
): Promise<PairingRecord | undefined> {
  const query = { at: clock.now(), state: 'approved', limit: MAX_LISTED } as const;
  const since = (await store.listPairings(query)).filter(
    (one) =>
      one.decidedBy === principalId && (one.decidedAt ?? 0) >= askedAt && one.asOwner === asOwner,
  );
  return since.length === 1 ? since[0] : undefined;
}

function welcome(pairing: PairingRecord, messages: number): string {
  const role = pairing.asOwner ? ', as an owner of this gateway' : '';
  const kept =
    messages > 0 ? ` What they had written (${countOf(messages, 'message')}) is answered now.` : '';
  return `${personOf(pairing)} may write to me from now on${role}.${kept}`;
}

function refusalOf(refused: Extract<ApproveResult, { kind: 'refused' }>, now: Instant): string {
  switch (refused.reason) {
    case 'unknown':
      return 'Nobody has this code. Read it once more.';
    case 'expired':
      return 'This code has run out. Whoever has it writes to me again and is told a new one.';
    case 'decided':
      return 'This code was used before, or its request was turned away. `/pair list` shows which.';
    case 'locked': {
      const wait = formatSpan(Math.max(60_000, refused.retryAt - now));
      return `Too many codes were wrong. The next one can be entered in ${wait}.`;
    }
  }
}

async function deny(
  request: CommandRequest,
  ports: CommandPorts,
  words: readonly string[],
): Promise<CommandAnswer> {
  const [id, ...rest] = words;
  if (id === undefined || rest.length > 0)
    return {
      text: '`/pair deny ID` turns a request away, `/pair deny all` all that wait; `/pair list` shows them.',
    };
  if (id.toLowerCase() === 'all') return denyAll(request, ports);
  return { text: await denyOne(request, ports, id) };
}

async function denyOne(
  { principalId }: CommandRequest,
  { kernel }: CommandPorts,
  id: string,
): Promise<string> {
  try {
    const pairing = await kernel().denyPairing({ pairingId: id as PairingId, principalId });
    return `${personOf(pairing)} was turned away.`;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.code === 'STORE_NOT_FOUND')
      return `There is no request ${codeOf(id)}. \`/pair list\` shows them.`;
    if (error.code === 'STORE_ILLEGAL_TRANSITION')
      return 'That request was decided before, or has run out.';
    throw error;
  }
}

/** So that many who ask at once are no work. */
async function denyAll(request: CommandRequest, ports: CommandPorts): Promise<CommandAnswer> {
  const query = { at: ports.clock.now(), state: 'pending', limit: MAX_DENIED } as const;
  const waiting = await ports.store.listPairings(query);
  if (waiting.length === 0) return { text: NOBODY };
  const lines: string[] = [];
  for (const { id } of waiting) lines.push(await denyOne(request, ports, id));
  return { text: lines.join('\n') };
}

/** Names of people are not for a group to read. */
async function listRequests(
  { place }: CommandRequest,
  { store, clock }: CommandPorts,
): Promise<CommandAnswer> {
  if (place.kind !== 'direct')
    return { text: 'Others read along here. Ask me in a direct conversation.' };
  const at = clock.now();
  const [turnedAway, waiting, approved] = await Promise.all([
    countTurnedAway(store, at),
    store.listPairings({ at, state: 'pending', limit: MAX_LISTED }),
    store.listPairings({ at, state: 'approved', limit: MAX_LISTED }),
  ]);
  const asks = waiting.map(
    (one) => `${personOf(one)}, for ${formatSpan(one.expiresAt - at)} yet, ID ${codeOf(one.id)}`,
  );
  const sections = [
    asks.length > 0 ? `Who asks to be let in:\n\n${listOf(asks)}` : NOBODY,
    ...(turnedAway > 0 ? [describeTurnedAway(turnedAway)] : []),
    ...(approved.length > 0
      ? [`Who was let in:\n\n${listOf(approved.map((one) => `${personOf(one)}${roleOf(one)}`))}`]
      : []),
    `${HOW} \`/pair deny ID\` turns somebody away.`,
  ];
  const buttons = waiting.map(({ id, displayName, identity }) => {
    const label = `Turn away ${lineOf(displayName ?? identity, MAX_LABEL_UNITS)}`;
    return [{ label, value: `/pair deny ${id}` }];
  });
  return { text: sections.join('\n\n'), ...(buttons.length > 0 && { buttons }) };
}

function describeTurnedAway(strangers: number): string {
  const were = strangers === 1 ? 'was' : 'were';
  return `${countOf(strangers, 'stranger')} ${were} turned away within a day, since ${MAX_PENDING_PAIRINGS} requests waited on their account. \`/pair deny all\` makes room; whoever is denied is not asked about for a day.`;
}

/** What somebody calls themselves proves nothing: the platform's id stands beside it. */
function personOf({ displayName, identity, channel, account }: PairingRecord): string {
  const name = displayName === null ? '' : `${codeOf(displayName)}, `;
  return `${name}${codeOf(identity)} on ${codeOf(nameAccount({ channel, account }))}`;
}

function roleOf({ asOwner }: PairingRecord): string {
  return asOwner ? ', as an owner' : '';
}
