import fc from 'fast-check';
import type { JsonSchema } from '../../scripts/emit-check.ts';

/** Test-only: values that a JSON Schema describes, and values that are nearly so. */

type Json = unknown;

/** Values that conform to the schema. */
export function conforming(schema: JsonSchema): fc.Arbitrary<Json> {
  if (schema.not)
    return sampleOf({ ...schema, not: undefined } as JsonSchema).filter(
      (value) => !hasBothFlags(value),
    );
  return sampleOf(schema);
}

/** Conforming values with one place replaced, removed or added, so that most do not conform. */
export function disturbed(schema: JsonSchema): fc.Arbitrary<Json> {
  const intruders = fc.constantFrom<Json>(
    null,
    0,
    -1,
    1.5,
    '',
    'x',
    'x'.repeat(200),
    'x'.repeat(600),
    true,
    [],
    {},
    [1],
    { x: 1 },
    1e6,
  );
  return fc
    .tuple(conforming(schema), fc.nat(), intruders, fc.constantFrom('replace', 'remove', 'add'))
    .map(disturb);
}

function disturb([value, index, intruder, how]: [Json, number, Json, string]): Json {
  const copy = structuredClone(value);
  const places = listPlaces(copy);
  const place = places[index % Math.max(1, places.length)];
  if (place === undefined) return intruder;
  if (how === 'replace') place.holder[place.key] = intruder;
  else if (how === 'remove' && !Array.isArray(place.holder)) delete place.holder[place.key];
  else if (how === 'add' && !Array.isArray(place.holder)) place.holder.surplus = intruder;
  return copy;
}

type Place = { readonly holder: { [key: string]: Json }; readonly key: string };

function listPlaces(value: Json): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as { [key: string]: Json };
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...listPlaces(holder[key])]);
}

function sampleOf(schema: JsonSchema): fc.Arbitrary<Json> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(sampleOf));
  if (schema.pattern !== undefined)
    return fc.stringMatching(new RegExp(schema.pattern)).filter((text) => isWithin(text, schema));
  switch (schema.type) {
    case 'string':
      return fc.string({
        minLength: schema.minLength ?? 0,
        maxLength: Math.min(schema.maxLength ?? 12, Math.max(12, schema.minLength ?? 0)),
      });
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -9, max: Math.min(schema.maximum ?? 1e6, 1e6) });
    case 'number':
      return fc.integer({ min: (schema.minimum ?? -9) * 2, max: 999 }).map((half) => half / 2);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return listOf(schema);
    case 'object':
      return objectOf(schema);
    default:
      return fc.constantFrom<Json>(null, 'any', 3, { deep: [1] });
  }
}

function listOf(schema: JsonSchema): fc.Arbitrary<Json> {
  const lengths = { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 3, 3) };
  const item = sampleOf(schema.items ?? {});
  return schema.uniqueItems ? fc.uniqueArray(item, lengths) : fc.array(item, lengths);
}

function objectOf(schema: JsonSchema): fc.Arbitrary<Json> {
  if (schema.patternProperties) {
    const [value = {}] = Object.values(schema.patternProperties);
    return fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/u), sampleOf(value), {
      maxKeys: 2,
      noNullPrototype: true,
    });
  }
  const fields = Object.entries(schema.properties ?? {}).map(
    ([key, field]) => [key, sampleOf(field)] as const,
  );
  const requiredKeys = (schema.required ?? []) as never[];
  return fc.record(Object.fromEntries(fields), { requiredKeys, noNullPrototype: true });
}

function isWithin(text: string, schema: JsonSchema): boolean {
  return text.length >= (schema.minLength ?? 0) && text.length <= (schema.maxLength ?? 1e6);
}

function hasBothFlags(value: Json): boolean {
  const { preparedOnly, refresh } = value as { [key: string]: Json };
  return preparedOnly === true && refresh === true;
}
