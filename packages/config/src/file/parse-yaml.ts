import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
} from 'yaml';
import type { ConfigEntry, ConfigNode, ParsedFile, Place } from './config-node.ts';

/** More than a thousand agents need; an alias bomb passes it at once. */
const MAX_NODES = 100_000;
const MAX_DEPTH = 32;

const ADVICE: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'an alias (*name) names no anchor (&name); put text that begins with * in quotes',
  BAD_DQ_ESCAPE: 'a backslash in double quotes begins an escape; use single quotes',
  BAD_INDENT: 'the indentation does not fit the lines around it',
  BAD_SCALAR_START: 'text can not begin with this character; put it in quotes',
  MISSING_CHAR: 'a colon, quote or bracket is missing',
  MULTILINE_IMPLICIT_KEY: 'a colon is missing behind this, or a quote before it',
  MULTIPLE_DOCS: 'the file holds a second document (---); keep one',
  NON_STRING_KEY: 'a key has to be plain text',
  TAB_AS_INDENT: 'a tab indents this line; use spaces',
  UNEXPECTED_TOKEN: 'this does not belong here; look for a missing quote or a wrong indentation',
};

/** Parses for editing: keeps comments and order. Duplicate keys are found by `parseYaml`. */
export function parseYamlDocument(text: string, lineCounter = new LineCounter()): Document.Parsed {
  return parseDocument(text, {
    lineCounter,
    keepSourceTokens: false,
    // Pretty errors quote the source, which may hold secrets.
    prettyErrors: false,
    uniqueKeys: false,
    // Not `silent`, which would also keep quiet about a second document.
    logLevel: 'error',
  });
}

/** Reads YAML 1.2 into a tree. Never throws; hostile input ends in a problem. */
export function parseYaml(text: string): ParsedFile {
  const lines = new LineCounter();
  try {
    const document = parseYamlDocument(text, lines);
    const [error] = document.errors;
    if (error) {
      const reason = ADVICE[error.code] ?? `this is not valid YAML (${error.code})`;
      return { ok: false, problem: { reason, place: placeAt(lines, error.pos[0]) } };
    }
    return { ok: true, root: new TreeReader(document, lines).read() };
  } catch (error) {
    if (error instanceof TreeProblem) {
      return { ok: false, problem: { reason: error.message, place: error.place } };
    }
    // The parser recurses: a file of a million brackets ends the stack before it ends the file.
    const reason = 'the file is nested too deeply to be read';
    return { ok: false, problem: { reason, place: { line: 1, column: 1 } } };
  }
}

class TreeProblem extends Error {
  readonly place: Place;
  constructor(reason: string, place: Place) {
    super(reason);
    this.place = place;
  }
}

/** Copies the library's nodes into ours, following aliases, within limits. */
class TreeReader {
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;
  #nodes = 0;

  constructor(document: Document.Parsed, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  read(): ConfigNode {
    return this.#node(this.#document.contents, { line: 1, column: 1 }, 0);
  }

  #node(node: Node | null, parent: Place, depth: number): ConfigNode {
    const place = placeOf(this.#lines, node) ?? parent;
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES)
      throw new TreeProblem('aliases make the file grow beyond reason', place);
    if (depth > MAX_DEPTH) throw new TreeProblem('the file is nested too deeply to be read', place);
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (!target) throw new TreeProblem(ADVICE.BAD_ALIAS!, place);
      return this.#node(target, place, depth + 1);
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#node(item as Node | null, place, depth + 1));
      return { kind: 'list', items, place };
    }
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }): ConfigEntry => {
        const keyPlace = placeOf(this.#lines, key as Node) ?? place;
        const name = isScalar(key) ? String(key.value) : '';
        return {
          name,
          place: keyPlace,
          node: this.#node(value as Node | null, keyPlace, depth + 1),
        };
      });
      return { kind: 'map', entries, place };
    }
    return { kind: 'value', value: isScalar(node) ? plain(node.value) : null, place };
  }
}

function plain(value: unknown): string | number | boolean | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return value === null || value === undefined ? null : String(value);
}

function placeOf(lines: LineCounter, node: Node | ParsedNode | null): Place | undefined {
  return node?.range ? placeAt(lines, node.range[0]) : undefined;
}

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
