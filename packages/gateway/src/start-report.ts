import { DEMO_REF, PROVIDER_NAMES } from '@coderclaw/agent';
import type { ConfiguredAgent, HomePaths, ProviderSettings, Settings } from '@coderclaw/config';

/** What there is to say about a gateway that has started. Holds no secret but the sign-in link. */
export type StartReport = {
  readonly version: string;
  /** Where it answers, for a client on this machine. */
  readonly url: string;
  readonly home: string;
  /** Single-use, for ten minutes; the code is in the fragment. */
  readonly signInLink: string;
  readonly model: string;
  /** Where each model key came from; never the key. */
  readonly keys: readonly { readonly name: string; readonly source: string }[];
  readonly channels: readonly string[];
  readonly problems: readonly string[];
  /** The exact line that sets a model key; null when one is set. */
  readonly keyHint: string | null;
  /** What the operator must know. */
  readonly notes: readonly string[];
};

export function reportStart(facts: {
  readonly version: string;
  readonly url: string;
  /** Where clients on other machines connect; null while they can not. */
  readonly publicUrls: readonly string[] | null;
  readonly paths: HomePaths;
  readonly settings: Settings;
  readonly signInLink: string;
  readonly channels: readonly string[];
  readonly problems: readonly string[];
}): StartReport {
  const { version, url, publicUrls, paths, settings, signInLink, channels } = facts;
  const { agents, providers, defaultModel } = settings;
  const keys = providers.flatMap(({ name, apiKey }) =>
    apiKey ? [{ name, source: apiKey.source }] : [],
  );
  const notes = [
    'Agents can read and write files in their workspace; they cannot run commands yet.',
  ];
  if (defaultModel.source === 'demo')
    notes.unshift('No model is configured: the built-in demo answers.');
  const missing = listMissingKeys(agents, providers);
  return {
    version,
    url,
    home: paths.home,
    signInLink,
    model: defaultModel.ref,
    keys,
    channels,
    problems: [
      ...facts.problems,
      ...(publicUrls ? [warnOfOthers(publicUrls)] : []),
      ...missing.map(
        (name) => `no key for ${name}: messages fail until one is set: ${keyLine(name)}`,
      ),
    ],
    keyHint: keys.length > 0 ? null : keyLine(missing[0] ?? FIRST_PROVIDER),
    notes,
  };
}

/** Whose key a newcomer is most likely to have. */
const FIRST_PROVIDER = 'anthropic';
/** May find what it needs in a file of its own tools. */
const KEYLESS_PROVIDER = 'google-vertex';

function keyLine(provider: string): string {
  return `npx coderclaw config set models.${provider}.apiKey YOUR_KEY`;
}

function warnOfOthers(urls: readonly string[]): string {
  const where = urls.length > 0 ? ` at ${urls.join(' and ')}` : '';
  return `other machines can connect${where}, and nothing is encrypted on the way: do this only in a network that you trust`;
}

/** The providers that agents ask first, where none of an agent's models has its key. */
function listMissingKeys(
  agents: readonly ConfiguredAgent[],
  providers: readonly ProviderSettings[],
): readonly string[] {
  const missing = agents.map(({ models }) => {
    const names = models.map((ref) => findKeyless(ref, providers));
    return names.includes(undefined) ? undefined : names[0];
  });
  return [...new Set(missing.filter((name) => name !== undefined))];
}

/**
 * The provider that has this model and no key. Who has a bare id is known only once the catalog is loaded,
 * for which no start waits; but without any key nobody has it.
 */
function findKeyless(ref: string, providers: readonly ProviderSettings[]): string | undefined {
  if (ref === DEMO_REF || DEMO_REF.startsWith(`${ref}/`)) return undefined;
  const usable = providers.filter(({ name, apiKey }) => apiKey || !needsKey(name));
  const slash = ref.indexOf('/');
  if (slash <= 0) return usable.length > 0 ? undefined : (providers[0]?.name ?? FIRST_PROVIDER);
  const named = ref.slice(0, slash);
  const isUsable = usable.some(({ name }) => name === named);
  return isUsable || !needsKey(named) ? undefined : named;
}

function needsKey(provider: string): boolean {
  return provider !== KEYLESS_PROVIDER && PROVIDER_NAMES.includes(provider);
}
