import assert from 'node:assert/strict';
import { test } from 'node:test';
import mongoose from 'mongoose';
import { isDatabaseFailure, isDuplicateKey } from './database-errors.js';

const { MongoServerError, MongoNetworkError, MongoServerSelectionError, MongoNotConnectedError } =
  mongoose.mongo;

const serverError = (code: number) => new MongoServerError({ errmsg: 'refused', code });

for (const error of [
  serverError(14_031),
  new MongoNetworkError('connection lost'),
  new MongoServerSelectionError('no server', {} as never),
  new MongoNotConnectedError('not connected'),
  new mongoose.Error.MongooseServerSelectionError('no server'),
  new mongoose.Error('Operation `calls.findOne()` buffering timed out after 10000ms'),
  Object.assign(new Error('pool cleared'), { name: 'PoolClearedOnNetworkError' }),
]) {
  test(`${error.name} is a failure of the database`, () => {
    assert.equal(isDatabaseFailure(error), true);
  });
}

for (const error of [
  new TypeError('undefined is not a function'),
  new mongoose.Error.ValidationError(),
  new mongoose.Error.CastError('ObjectId', 'x', '_id'),
  'MongoServerError',
  null,
]) {
  test(`${error instanceof Error ? error.name : JSON.stringify(error)} is no failure of the database`, () => {
    assert.equal(isDatabaseFailure(error), false);
  });
}

test('a duplicate key is known by its code', () => {
  assert.deepEqual([isDuplicateKey(serverError(11_000)), isDuplicateKey(serverError(14_031))], [true, false]);
  assert.equal(isDuplicateKey({ code: 11_000 }), false);
});
