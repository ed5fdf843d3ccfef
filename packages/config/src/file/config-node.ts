/** Counted from 1, as editors do. */
export type Place = { readonly line: number; readonly column: number };

/** A configuration file as a tree that knows where everything stands; the file's format is left behind. */
export type ConfigNode =
  | {
      readonly kind: 'value';
      readonly value: string | number | boolean | null;
      readonly place: Place;
    }
  | { readonly kind: 'list'; readonly items: readonly ConfigNode[]; readonly place: Place }
  | { readonly kind: 'map'; readonly entries: readonly ConfigEntry[]; readonly place: Place };

export type ConfigEntry = {
  readonly name: string;
  readonly place: Place;
  readonly node: ConfigNode;
};

/** Why a file is no configuration at all. `reason` never quotes the file, which may hold secrets. */
export type SyntaxProblem = { readonly reason: string; readonly place: Place };

export type ParsedFile =
  | { readonly ok: true; readonly root: ConfigNode }
  | { readonly ok: false; readonly problem: SyntaxProblem };
