import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserModel } from '../../src/models/user.js';
import { ANN, startServer } from '../support/start-server.js';

/** The cost of the product: with a small one, the other work of a login would hide the comparison. */
const BCRYPT_COST = 12;
const SAMPLES = 9;
/** Without a comparison, a login takes about a fiftieth of the time. Other work on the machine changes the medians less. */
const RATIO_MAX = 2;
/** Refills the limits of the logins between two samples. */
const STEP_MS = 5 * 60_000;

/** Each login fails. Nobody may learn from the time of the answer which of these usernames have an account. */
const USERNAMES: Record<string, string> = {
  'a known username': ANN.username,
  'an unknown username': 'nobody',
  'another unknown username': 'x'.repeat(40),
  'the username of a disabled account': 'disabled',
};

const PLACES: Record<string, { path: string; encode(form: object): { type: string; body: string } }> = {
  'the login page': {
    path: '/login',
    encode: (form) => ({
      type: 'application/x-www-form-urlencoded',
      body: new URLSearchParams(form as Record<string, string>).toString(),
    }),
  },
  'the API': {
    path: '/api/v1/login',
    encode: (form) => ({ type: 'application/json', body: JSON.stringify(form) }),
  },
};

for (const [where, { path, encode }] of Object.entries(PLACES)) {
  test(`a refused login at ${where} and its time do not tell whether the username has an account`, async (t) => {
    let now = Date.now();
    const server = await startServer(t, { bcryptCost: BCRYPT_COST, now: () => now });
    await server.member();
    await server.member({ username: 'disabled' });
    await UserModel.updateOne({ username: 'disabled' }, { $set: { disabledAt: new Date() } });
    const texts = new Set<string>();

    async function timeOf(username: string): Promise<number> {
      now += STEP_MS;
      const { type, body } = encode({ username, password: 'wrong horse battery' });
      const began = performance.now();
      const answer = await fetch(server.url + path, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      const text = await answer.text();
      const took = performance.now() - began;
      assert.equal(answer.status, 401);
      // The login page shows what was typed again.
      texts.add(text.replaceAll(username, ''));
      return took;
    }

    const times = Object.fromEntries(Object.keys(USERNAMES).map((what) => [what, [] as number[]]));
    // The first logins also load code. Samples alternate, so that a busy moment of the machine affects all kinds.
    for (let sample = -1; sample < SAMPLES; sample += 1)
      for (const [what, username] of Object.entries(USERNAMES)) {
        const time = await timeOf(username);
        if (sample >= 0) times[what]?.push(time);
      }

    assert.equal(texts.size, 1, 'all answers say the same');
    const medians = Object.fromEntries(Object.entries(times).map(([what, list]) => [what, median(list)]));
    const known = medians['a known username'] ?? NaN;
    for (const [what, time] of Object.entries(medians)) {
      const ratio = time / known;
      const says = `${what} takes ${time.toFixed(0)} ms, a known one ${known.toFixed(0)} ms`;
      assert.ok(ratio > 1 / RATIO_MAX && ratio < RATIO_MAX, says);
    }
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
