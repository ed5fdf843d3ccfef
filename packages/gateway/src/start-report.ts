import type { HomePaths, Settings } from '@coderclaw/config';

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

const KEY_HINT = 'npx coderclaw config set models.anthropic.apiKey YOUR_KEY';

export function reportStart(facts: {
  readonly version: string;
  readonly url: string;
  readonly paths: HomePaths;
  readonly settings: Settings;
  readonly signInLink: string;
  readonly channels: readonly string[];
  readonly problems: readonly string[];
}): StartReport {
  const { version, url, paths, settings, signInLink, channels, problems } = facts;
  const { providers, defaultModel } = settings;
  const keys = providers.flatMap(({ name, apiKey }) =>
    apiKey ? [{ name, source: apiKey.source }] : [],
  );
  const notes = [
    'Agents can read and write files in their workspace; they cannot run commands yet.',
  ];
  if (defaultModel.source === 'demo')
    notes.unshift('No model is configured: the built-in demo answers.');
  return {
    version,
    url,
    home: paths.home,
    signInLink,
    model: defaultModel.ref,
    keys,
    channels,
    problems,
    keyHint: keys.length > 0 ? null : KEY_HINT,
    notes,
  };
}
