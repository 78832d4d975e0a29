import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PAUSE_MS, pausedUntil, REPORTERS_FOR_PAUSE, REPORTS_WINDOW_MS } from './pause-rules.js';

const reportsAt = (...times: number[]) => times.map((at, index) => ({ reporterId: String(index), at }));

describe('a pause from random meetings', () => {
  test('begins with the report of the third person and lasts a day', () => {
    assert.equal(REPORTERS_FOR_PAUSE, 3);
    assert.equal(pausedUntil(reportsAt(1, 2), 3), null);
    assert.equal(pausedUntil(reportsAt(1, 2, 3), 3), 3 + PAUSE_MS);
    assert.equal(pausedUntil(reportsAt(1, 2, 3), 3 + PAUSE_MS), null);
  });

  test('never comes from one person alone, or from two', () => {
    const reports = Array.from({ length: 50 }, (_, at) => ({ reporterId: String(at % 2), at }));
    assert.equal(pausedUntil(reports, 50), null);
  });

  test('counts only reports that are close together', () => {
    assert.equal(pausedUntil(reportsAt(0, 1, REPORTS_WINDOW_MS), REPORTS_WINDOW_MS), null);
    assert.notEqual(pausedUntil(reportsAt(1, 2, REPORTS_WINDOW_MS), REPORTS_WINDOW_MS), null);
  });

  test('begins again with each further report', () => {
    const later = 3 + PAUSE_MS / 2;
    assert.equal(pausedUntil(reportsAt(1, 2, 3, later), later), later + PAUSE_MS);
  });
});
