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
import { Store, openEnvironment } from './store.js';

const INDEXES: Record<string, 1 | -1>[] = [{ a: 1 }, { a: 1, b: -1 }, { b: 1, c: 1, a: 1 }, { c: -1 }];

async function openStore(test: TestContext): Promise<Store> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-'));
  const path = join(directory, 'parley.mdb');
  const store = new Store(openEnvironment(path), path);
  test.after(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });
  return store;
}

function pick<T>(items: readonly T[]): T {
  return items[randomInt(items.length)] as T;
}

// Few values, so that filters often match, of every type that is compared.
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

test('a filter selects the same through indexes as without, in the same order', async (t) => {
  const store = await openStore(t);
  await store.write(() => {
    const plain = store.catalog.create('test.plain');
    const indexed = store.catalog.create('test.indexed');
    for (const key of INDEXES) store.createIndex(indexed, { v: 2, key, name: JSON.stringify(key) });
    for (let _id = 0; _id < 400; _id++) {
      const document: Document = { _id };
      for (const field of ['a', 'b', 'c']) if (randomInt(5) > 0) document[field] = randomValue();
      for (const collection of [plain, indexed]) store.insert(collection, document, encode(document));
    }
  });
  const plain = store.catalog.find('test.plain');
  const indexed = store.catalog.find('test.indexed');
  assert.ok(plain && indexed);
  let throughIndex = 0;
  let sortedByIndex = 0;
  for (let round = 0; round < 2_000; round++) {
    const filter = randomFilter();
    const sort = randomSort();
    const plan = choosePlan(indexed, filter, sort);
    if (plan) throughIndex++;
    if (plan?.isSorted) sortedByIndex++;
    const found: Document[] = select(store, indexed, filter, { sort }).map(({ document }) => document);
    const expected: Document[] = select(store, plain, filter, { sort }).map(({ document }) => document);
    const shown = `${JSON.stringify(filter)} by ${JSON.stringify(sort)}`;
    assert.deepEqual(new Set(found.map(({ _id }) => _id)), new Set(expected.map(({ _id }) => _id)), shown);
    assert.equal(found.length, expected.length, shown);
    // Documents that are alike in the sorted fields may stand in any order.
    const sorted = (documents: Document[]): unknown[][] =>
      documents.map((document) => Object.keys(sort).map((field) => document[field] ?? null));
    assert.deepEqual(sorted(found), sorted(expected), shown);
    const limited: Document[] = select(store, indexed, filter, { sort, limit: 3 }).map(
      ({ document }) => document,
    );
    assert.deepEqual(sorted(limited), sorted(expected).slice(0, 3), `${shown}, three of them`);
  }
  assert.ok(throughIndex > 1_000 && sortedByIndex > 100, `${throughIndex} plans, ${sortedByIndex} sorted`);
});

test('changes keep every index in step with the documents', async (t) => {
  const store = await openStore(t);
  const collection = await store.write(() => store.catalog.create('test.notes'));
  await store.write(() => {
    store.createIndex(collection, { v: 2, key: { a: 1, b: 1 }, name: 'a_b' });
  });
  for (let step = 0; step < 300; step++) {
    await store.write(() => {
      const [row] = select(store, collection, { a: { $gte: randomInt(50) } });
      const document = { _id: step, a: randomInt(50), b: randomInt(3) };
      if (!row || step % 2 === 0) {
        store.insert(collection, document, encode(document));
        return;
      }
      if (step % 4 === 1) {
        store.remove(collection, row);
        return;
      }
      const changed = { ...row.document, a: randomInt(50) };
      store.replace(collection, row, changed, encode(changed));
    });
  }
  const rows = [...store.scan(collection)];
  assert.ok(rows.length > 50);
  for (const { document } of rows) {
    for (const filter of [
      { _id: document['_id'] },
      { a: document['a'], b: document['b'], _id: document['_id'] },
    ]) {
      assert.deepEqual(
        select(store, collection, filter).map((row) => row.document),
        [document],
      );
    }
  }
  assert.equal(select(store, collection, { a: { $gte: 0 } }).length, rows.length);
});

test('a value too long for an index is found to be in none', async (t) => {
  const store = await openStore(t);
  const collection = await store.write(() => store.catalog.create('test.notes'));
  await store.write(() => {
    store.createIndex(collection, { v: 2, key: { a: 1 }, name: 'a_1' });
  });
  const document = { _id: 1, a: 'xx' };
  await store.write(() => {
    store.insert(collection, document, encode(document));
  });
  const long = 'x'.repeat(5_000);
  assert.equal(select(store, collection, { a: long }).length, 0);
  assert.equal(select(store, collection, { a: { $in: [long, 'xx'] } }).length, 1);
  assert.equal(select(store, collection, { a: { $gt: long } }).length, 0);
  assert.equal(select(store, collection, { a: { $lt: long } }).length, 1);
});
