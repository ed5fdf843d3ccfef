/** Turns JSON Schema, as far as the wire uses it, into calls of the words in `src/validation/check.ts`. */

export type JsonSchema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly patternProperties?: { readonly [pattern: string]: JsonSchema };
  readonly maxProperties?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
};

/** Every keyword that has a meaning here; any other one stops the generation. */
const KEYWORDS = new Set(
  'type const enum anyOf not properties required additionalProperties patternProperties maxProperties items minItems maxItems uniqueItems minLength maxLength pattern minimum maximum'.split(
    ' ',
  ),
);

const ANYTHING = '() => null';

/** Collects the functions of one module; equal schemas share one. */
export class CheckEmitter {
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();
  readonly #definitions: string[] = [];

  definitions(): readonly string[] {
    return this.#definitions;
  }

  /** A JavaScript expression of type `(value) => Problem | null`. `name` is a proposal. */
  check(schema: JsonSchema, name: string): string {
    refuseUnknownKeywords(schema, name);
    if (isAnything(schema)) return ANYTHING;
    const isWord = !(schema.type === 'object' || schema.anyOf);
    if (isWord) return `(value) => ${this.#verdict(schema, 'value', name)}`;
    const key = JSON.stringify(schema);
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const own = this.#freeName(name);
    this.#names.set(key, own);
    const body =
      schema.type === 'object' && schema.properties
        ? this.#object(schema, own)
        : this.#verdict(schema, 'value', own);
    this.#definitions.push(`function ${own}(value) {\n  return ${body};\n}`);
    return own;
  }

  /** An expression of type `Problem | null` about the expression `value`. */
  #verdict(schema: JsonSchema, value: string, name: string): string {
    refuseUnknownKeywords(schema, name);
    if (isAnything(schema)) return 'null';
    if (schema.const !== undefined || schema.enum)
      return this.#choice(schema.enum ?? [schema.const], value, name);
    if (schema.anyOf) return this.#union(schema.anyOf, value, name);
    if (schema.pattern !== undefined) return this.#pattern(schema, value);
    switch (schema.type) {
      case 'string':
        return call('text', value, schema.minLength, schema.maxLength);
      case 'integer':
        return call('integer', value, schema.minimum, schema.maximum);
      case 'number':
        return call('number', value, schema.minimum, schema.maximum);
      case 'boolean':
        return `bool(${value})`;
      case 'array':
        return this.#list(schema, value, name);
      case 'object':
        return schema.patternProperties
          ? this.#record(schema, value, name)
          : `${this.check(schema, name)}(${value})`;
      default:
        throw new Error(`${name}: no word for ${JSON.stringify(schema)}`);
    }
  }

  #object(schema: JsonSchema, name: string): string {
    const properties = Object.entries(schema.properties ?? {});
    const required = new Set(schema.required ?? []);
    const keys = this.#constant(name, `new Set(${JSON.stringify(properties.map(([key]) => key))})`);
    const parts = [
      `object(value, ${keys}, ${JSON.stringify([...required])}, ${schema.additionalProperties === false})`,
    ];
    for (const [key, property] of properties) {
      const verdict = this.#verdict(property, `value.${key}`, `${name}${capitalise(key)}`);
      if (verdict === 'null') continue;
      const placed = `at(${JSON.stringify(key)}, ${verdict})`;
      parts.push(required.has(key) ? placed : `(value.${key} === undefined ? null : ${placed})`);
    }
    if (schema.not) parts.push(exclusive(schema.not, name));
    return parts.join(' ??\n    ');
  }

  #union(members: readonly JsonSchema[], value: string, name: string): string {
    const rest = members.filter((member) => member.type !== 'null');
    if (rest.length < members.length && rest.length === 1) {
      return `(${value} === null ? null : ${this.#verdict(rest[0]!, value, name)})`;
    }
    const tag = tagOf(members);
    if (tag === undefined)
      return `either(${members.map((member, index) => this.#verdict(member, value, `${name}${index}`)).join(', ')})`;
    const variants = members.map((member) => {
      const word = member.properties![tag]!.const;
      return `[${JSON.stringify(word)}, ${this.check(member, `${name}${capitalise(String(word))}`)}]`;
    });
    return `variant(${value}, ${JSON.stringify(tag)}, ${this.#constant(name, `new Map([${variants.join(', ')}])`, 'VARIANTS')})`;
  }

  #choice(choices: readonly unknown[], value: string, name: string): string {
    return `choice(${value}, ${this.#constant(name, `new Set(${JSON.stringify(choices)})`, 'CHOICES')})`;
  }

  #pattern(schema: JsonSchema, value: string): string {
    const bounds = schema.minLength !== undefined || schema.maxLength !== undefined;
    const match = `pattern(${value}, /${schema.pattern!.replaceAll('/', '\\/')}/u, ${JSON.stringify(`of the form ${schema.pattern}`)})`;
    return bounds
      ? `(${call('text', value, schema.minLength, schema.maxLength)} ?? ${match})`
      : match;
  }

  #list(schema: JsonSchema, value: string, name: string): string {
    const limits = Object.entries({
      minItems: schema.minItems,
      maxItems: schema.maxItems,
      unique: schema.uniqueItems,
    })
      .filter(([, limit]) => limit !== undefined)
      .map(([key, limit]) => `${key}: ${limit}`);
    const item = this.check(schema.items ?? {}, `${name}Item`);
    return `list(${value}, ${item}${limits.length > 0 ? `, { ${limits.join(', ')} }` : ''})`;
  }

  #record(schema: JsonSchema, value: string, name: string): string {
    const [item = {}] = Object.values(schema.patternProperties ?? {});
    return call('record', value, this.check(item, `${name}Value`), schema.maxProperties);
  }

  #constant(name: string, expression: string, suffix = 'KEYS'): string {
    const known = this.#names.get(expression);
    if (known !== undefined) return known;
    const own = this.#freeName(
      `${name
        .replace(/^check/u, '')
        .replaceAll(/([a-z])([A-Z])/gu, '$1_$2')
        .toUpperCase()}_${suffix}`,
    );
    this.#names.set(expression, own);
    this.#definitions.push(`const ${own} = ${expression};`);
    return own;
  }

  #freeName(proposal: string): string {
    let name = proposal;
    for (let count = 2; this.#taken.has(name); count += 1) name = `${proposal}${count}`;
    this.#taken.add(name);
    return name;
  }
}

function refuseUnknownKeywords(schema: JsonSchema, name: string): void {
  for (const keyword of Object.keys(schema)) {
    if (!KEYWORDS.has(keyword))
      throw new Error(`${name}: the generator does not know the keyword "${keyword}"`);
  }
}

function isAnything(schema: JsonSchema): boolean {
  return Object.keys(schema).length === 0;
}

/** The property whose constants tell the members of a union apart. */
function tagOf(members: readonly JsonSchema[]): string | undefined {
  const [first] = members;
  return Object.keys(first?.properties ?? {}).find((key) => {
    const words = members.map((member) => member.properties?.[key]?.const);
    return !words.includes(undefined) && new Set(words).size === words.length;
  });
}

/** The one shape of `not` in use: two flags that are not both true. */
function exclusive(not: JsonSchema, name: string): string {
  const [one, other, ...more] = not.required ?? [];
  const bothTrue = [one, other].every(
    (key) => key !== undefined && not.properties?.[key]?.const === true,
  );
  if (!bothTrue || more.length > 0) throw new Error(`${name}: this "not" has no word`);
  return `exclusive(value, ${JSON.stringify(one)}, ${JSON.stringify(other)})`;
}

function call(word: string, ...args: readonly (string | number | undefined)[]): string {
  const given = args.slice(0, args.findLastIndex((argument) => argument !== undefined) + 1);
  return `${word}(${given.map(String).join(', ')})`;
}

export function capitalise(word: string): string {
  return word
    .split(/[^A-Za-z0-9]+/u)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}
