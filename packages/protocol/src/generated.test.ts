import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { generate } from '../scripts/generate-validators.ts';
import { frameChecks, paramChecks } from './generated/incoming.js';
import { eventChecks, resultChecks } from './generated/outgoing.js';
import { EVENT_SCHEMAS, FRAME_SCHEMAS, METHOD_SCHEMAS } from './schema/registry.ts';
import { conforming, disturbed } from './testing/sample.ts';
import type { Check } from './validation/problem.ts';

test('the committed validators are what the schemas generate', () => {
  for (const file of generate()) {
    const committed = readFileSync(new URL(`../../../${file.path}`, import.meta.url), 'utf8');
    assert.equal(committed, file.text, `${file.path} is out of date: run \`npm run generate\``);
  }
});

const subjects: (readonly [string, TSchema, Check])[] = [];
for (const [name, schema] of Object.entries(FRAME_SCHEMAS))
  subjects.push([name, schema, frameChecks[name as keyof typeof frameChecks]]);
for (const [name, schema] of Object.entries(EVENT_SCHEMAS))
  subjects.push([`event ${name}`, schema, eventChecks[name as keyof typeof eventChecks]]);
for (const [name, { params, result }] of Object.entries(METHOD_SCHEMAS)) {
  subjects.push([`${name} params`, params, paramChecks[name as keyof typeof paramChecks]]);
  subjects.push([`${name} result`, result, resultChecks[name as keyof typeof resultChecks]]);
}

test('a generated validator accepts exactly what TypeBox accepts', () => {
  for (const [name, schema, check] of subjects) {
    const reference = Compile(schema);
    const plain = JSON.parse(JSON.stringify(schema));
    fc.assert(
      fc.property(conforming(plain), disturbed(plain), (valid, doubtful) => {
        assert.equal(check(valid), null, `${name} refused ${JSON.stringify(valid)}`);
        assert.equal(
          check(doubtful) === null,
          reference.Check(doubtful),
          `${name} differs on ${JSON.stringify(doubtful)}`,
        );
      }),
      { numRuns: 60 },
    );
  }
});
