import { DEMO_REF, type ListedModel } from '@coderclaw/agent';
import type { Button, CommandAnswer, CommandRequest } from '@coderclaw/core';
import { findNearestName } from '@coderclaw/core/nearest-name';
import { buttonsOf, codeOf, listOf } from './answer-text.ts';
import type { CommandHandler, CommandPorts } from './command-ports.ts';
import { DEFAULT_WORD, OWN_ORIGIN, type Present } from './setting-commands.ts';

const MAX_LISTED = 20;
const MAX_BUTTONS = 8;

/** The model that the session's next answer comes from. */
export function presentModel(
  { session, agentId }: Pick<CommandRequest, 'session' | 'agentId'>,
  { agents }: Pick<CommandPorts, 'agents'>,
): Present {
  const { model: own } = session.settings;
  if (own !== undefined) return { value: own, origin: OWN_ORIGIN };
  const value = agents.find(agentId)?.models[0] ?? '';
  return { value, origin: value === DEMO_REF ? 'built in, a script' : 'as configured' };
}

/** Shows the model and those that could stand in for it, or takes another one. */
export const model: CommandHandler = async (request, ports) => {
  const wanted = request.call.args;
  if (wanted === '') return describe(request, ports);
  if (wanted.toLowerCase() === DEFAULT_WORD) return take(request, ports, null);
  const listed = await ports.models.list();
  const found = findListed(wanted, listed);
  if (found.length === 1) return takeUsable(request, ports, found[0]!);
  if (found.length > 1) return offer(wanted, found);
  // One that no list names, where every name goes.
  return takeUsable(request, ports, wanted, listed);
};

async function describe(request: CommandRequest, ports: CommandPorts): Promise<CommandAnswer> {
  const { value, origin } = presentModel(request, ports);
  const spare = ports.agents.find(request.agentId)?.models.slice(1) ?? [];
  const refs = (await ports.models.list()).map(({ ref }) => ref);
  const lines = [`The model is ${codeOf(value)}, ${origin}.`];
  if (spare.length > 0) lines.push(`Where it fails: ${spare.map(codeOf).join(', ')}.`);
  lines.push('', 'You can take:', ...lineUp(refs), '');
  lines.push(
    'Change it with `/model` and a name, or how it begins; `/model default` takes that back.',
  );
  return { text: lines.join('\n'), ...modelButtons(refs, value) };
}

/** Those that a word names: whole, and only where none is named so, by how they begin. */
function findListed(wanted: string, listed: readonly ListedModel[]): readonly string[] {
  const word = wanted.toLowerCase();
  const names = (one: ListedModel) => [one.ref, one.id].map((name) => name.toLowerCase());
  const byRef = listed.filter(({ ref }) => ref.toLowerCase() === word);
  const exact = byRef.length > 0 ? byRef : listed.filter((one) => names(one).includes(word));
  const begun = listed.filter((one) => names(one).some((name) => name.startsWith(word)));
  return (exact.length > 0 ? exact : begun).map(({ ref }) => ref);
}

async function takeUsable(
  request: CommandRequest,
  ports: CommandPorts,
  wanted: string,
  listed: readonly ListedModel[] = [],
): Promise<CommandAnswer> {
  const found = await ports.models.resolve(wanted);
  if (found.kind === 'found') return take(request, ports, found.ref);
  if (found.code === 'MODEL_KEY_MISSING')
    return {
      text: `${codeOf(wanted)} can not be used: no key is set for ${codeOf(found.provider)}. Nothing was changed.`,
    };
  const nearest =
    findNearestName(
      wanted,
      listed.map(({ ref }) => ref),
    ) ??
    findNearestName(
      wanted,
      listed.map(({ id }) => id),
    );
  const hint = nearest ? ` Did you mean ${codeOf(nearest)}?` : ' `/model` lists those that I know.';
  return {
    text: `I know no model ${codeOf(wanted)}; nothing was changed.${hint}`,
    ...(nearest && modelButtons([nearest], null)),
  };
}

async function take(
  request: CommandRequest,
  ports: CommandPorts,
  ref: string | null,
): Promise<CommandAnswer> {
  const session = await ports.kernel().patchSession({
    sessionId: request.session.id,
    principalId: request.principalId,
    settings: { model: ref },
  });
  const { value, origin } = presentModel({ ...request, session }, ports);
  const text =
    ref === null
      ? `The model is ${codeOf(value)} again, ${origin}.`
      : `The model is ${codeOf(value)} from the next answer on, in this session.`;
  return { text };
}

function offer(wanted: string, refs: readonly string[]): CommandAnswer {
  const text = `Several models begin with ${codeOf(wanted)}; nothing was changed. Which one?\n\n`;
  return { text: text + lineUp(refs).join('\n'), ...modelButtons(refs, null) };
}

function lineUp(refs: readonly string[]): readonly string[] {
  const hidden = refs.length - MAX_LISTED;
  const more =
    hidden > 0 ? [`and ${hidden} more; \`/model\` and how a name begins shows them`] : [];
  return [listOf([...refs.slice(0, MAX_LISTED).map(codeOf), ...more])];
}

/** One in a row, since names are long; none where there are more than a screen takes. */
function modelButtons(
  refs: readonly string[],
  present: string | null,
): { readonly buttons?: readonly (readonly Button[])[] } {
  if (refs.length > MAX_BUTTONS) return {};
  const words = present === null ? refs : [...refs, DEFAULT_WORD];
  return { buttons: buttonsOf('model', words, present, 1) };
}
