import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { type Document, encode } from './documents.js';
import { choosePlan } from './plan.js';
import type { Sort } from './plan.js';
import { select } from './select.js';
import { Storage, openEnvironment } from './storage.js';

const INDEXES: Record<string, 1 | -1>[] = [{ a: 1 }, { a: 1, b: -1 }, { b: 1, c: 1, a: 1 }, { c: -1 }];

async function openStorage(test: TestContext): Promise<Storage> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-'));
  const path = join(directory, 'parley.mdb');
  const storage = new Storage(openEnvironment(path), path);
  test.after(async () => {
    await storage.close();
    await rm(directory, { recursive: true });
  });
  return storage;
}

function pick<T>(items: readonly T[]): T {
  return items[randomInt(items.length)] as T;
}

// A few values of every comparable type, so that filters often match.
function randomValue(): unknown {
  return pick([null, -1, 0, 1, 1.5, 2, '', 'a', 'ab', 'b', true, false, new Date(0), new Date(5)]);
}

function randomBound(): unknown {
  return randomValue() ?? 1;
}

function randomCondition(): unknown {
  return pick([
    () => randomValue(),
    () => ({ $in: Array.from({ length: randomInt(4) }, randomValue) }),
    () => ({ [pick(['$gt', '$gte'])]: randomBound() }),
    () => ({ [pick(['$lt', '$lte'])]: randomBound() }),
    () => ({ $gte: randomBound(), $lt: randomBound() }),
    () => ({ $exists: pick([true, false]) }),
    () => ({ $in: [randomValue(), randomValue()], $gt: randomBound() }),
  ])();
}

function randomFilter(): Document {
  const filter: Document = {};
  for (const field of ['a', 'b', 'c']) if (randomInt(2) === 0) filter[field] = randomCondition();
  if (randomInt(8) === 0) filter['$or'] = [{ a: randomCondition() }, { c: randomCondition() }];
  return filter;
}

function randomSort(): Sort {
  const fields = ['a', 'b', 'c'].filter(() => randomInt(3) === 0);
  const order = fields.map((field): [string, 1 | -1] => [field, randomInt(2) === 0 ? 1 : -1]);
  return randomInt(2) === 0 ? Object.fromEntries(order) : Object.fromEntries(order.reverse());
}

test('a filter selects the same documents in the same order with and without indexes', async (t) => {
  const storage = await openStorage(t);
  await storage.write(() => {
    const plain = storage.catalog.create('test.plain');
    const indexed = storage.catalog.create('test.indexed');
    for (const key of INDEXES) storage.createIndexes(indexed, [{ v: 2, key, name: JSON.stringify(key) }]);
    for (let _id = 0; _id < 400; _id++) {
      const document: Document = { _id };
      for (const field of ['a', 'b', 'c']) if (randomInt(5) > 0) document[field] = randomValue();
      for (const collection of [plain, indexed]) storage.insert(collection, document, encode(document));
    }
  });
  const plain = storage.catalog.find('test.plain');
  const indexed = storage.catalog.find('test.indexed');
  assert.ok(plain && indexed);
  let withIndex = 0;
  let sortedByIndex = 0;
  for (let round = 0; round < 2_000; round++) {
    const filter = randomFilter();
    const sort = randomSort();
    const plan = choosePlan(indexed, filter, sort);
    if (plan) withIndex++;
    if (plan?.isSorted) sortedByIndex++;
    const found: Document[] = select(storage, indexed, filter, { sort }).map(({ document }) => document);
    const expected: Document[] = select(storage, plain, filter, { sort }).map(({ document }) => document);
    const description = `${JSON.stringify(filter)} by ${JSON.stringify(sort)}`;
    assert.deepEqual(
      new Set(found.map(({ _id }) => _id)),
      new Set(expected.map(({ _id }) => _id)),
      description,
    );
    assert.equal(found.length, expected.length, description);
    // Documents with equal values in the sorted fields may come in any order.
    const sortKeys = (documents: Document[]): unknown[][] =>
      documents.map((document) => Object.keys(sort).map((field) => document[field] ?? null));
    assert.deepEqual(sortKeys(found), sortKeys(expected), description);
    const limited: Document[] = select(storage, indexed, filter, { sort, limit: 3 }).map(
      ({ document }) => document,
    );
    assert.deepEqual(sortKeys(limited), sortKeys(expected).slice(0, 3), `${description}, limit 3`);
  }
  assert.ok(withIndex > 1_000 && sortedByIndex > 100, `${withIndex} plans, ${sortedByIndex} sorted`);
});

test('changes keep every index in step with the documents', async (t) => {
  const storage = await openStorage(t);
  const collection = await storage.write(() => storage.catalog.create('test.notes'));
  await storage.write(() => {
    storage.createIndexes(collection, [{ v: 2, key: { a: 1, b: 1 }, name: 'a_b' }]);
  });
  for (let step = 0; step < 300; step++) {
    await storage.write(() => {
      const [row] = select(storage, collection, { a: { $gte: randomInt(50) } });
      const document = { _id: step, a: randomInt(50), b: randomInt(3) };
      if (!row || step % 2 === 0) {
        storage.insert(collection, document, encode(document));
        return;
      }
      if (step % 4 === 1) {
        storage.remove(collection, row);
        return;
      }
      const changed = { ...row.document, a: randomInt(50) };
      storage.replace(collection, row, changed, encode(changed));
    });
  }
  const rows = [...storage.scan(collection)];
  assert.ok(rows.length > 50);
  for (const { document } of rows) {
    for (const filter of [
      { _id: document['_id'] },
      { a: document['a'], b: document['b'], _id: document['_id'] },
    ]) {
      assert.deepEqual(
        select(storage, collection, filter).map((row) => row.document),
        [document],
      );
    }
  }
  assert.equal(select(storage, collection, { a: { $gte: 0 } }).length, rows.length);
});

test('a filter works with values that are too long for an index', async (t) => {
  const storage = await openStorage(t);
  const collection = await storage.write(() => storage.catalog.create('test.notes'));
  await storage.write(() => {
    storage.createIndexes(collection, [{ v: 2, key: { a: 1 }, name: 'a_1' }]);
  });
  const document = { _id: 1, a: 'xx' };
  await storage.write(() => {
    storage.insert(collection, document, encode(document));
  });
  const long = 'x'.repeat(5_000);
  assert.equal(select(storage, collection, { a: long }).length, 0);
  assert.equal(select(storage, collection, { a: { $in: [long, 'xx'] } }).length, 1);
  assert.equal(select(storage, collection, { a: { $gt: long } }).length, 0);
  assert.equal(select(storage, collection, { a: { $lt: long } }).length, 1);
});
