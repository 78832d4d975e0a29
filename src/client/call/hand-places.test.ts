import assert from 'node:assert/strict';
import { test } from 'node:test';
import { person } from '../../../tests/support/call-fixtures.js';
import { handPlaces } from './hand-places.js';

test('the hand that was up first has the first place, in any order of arrival', () => {
  const people = [{ ...person('ann'), handNumber: 7 }, person('ben'), { ...person('cem'), handNumber: 3 }];
  assert.deepEqual(
    [...handPlaces(people)],
    [
      ['cem', 1],
      ['ann', 2],
    ],
  );
});
