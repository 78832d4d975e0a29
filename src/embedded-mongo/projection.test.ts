import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileProjection } from './projection.js';

const DOCUMENT = { _id: 1, name: 'ann', age: 30, passwordHash: 'x' };

test('a projection includes or excludes whole fields', () => {
  const shapes: [projection: Record<string, unknown>, fields: string[]][] = [
    [{}, ['_id', 'name', 'age', 'passwordHash']],
    [{ name: 1 }, ['_id', 'name']],
    [{ name: true, age: 1 }, ['_id', 'name', 'age']],
    [{ name: 1, _id: 0 }, ['name']],
    [{ _id: 1 }, ['_id']],
    [{ _id: 0 }, ['name', 'age', 'passwordHash']],
    [{ passwordHash: 0 }, ['_id', 'name', 'age']],
    [{ passwordHash: 0, _id: 1 }, ['_id', 'name', 'age']],
    [{ passwordHash: 0, _id: 0 }, ['name', 'age']],
    [{ missing: 1 }, ['_id']],
  ];
  for (const [projection, fields] of shapes) {
    assert.deepEqual(
      Object.keys(compileProjection(projection)(DOCUMENT)),
      fields,
      JSON.stringify(projection),
    );
  }
});
