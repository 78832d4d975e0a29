import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import type { IceServer } from '../../shared/protocol.js';
import { snapshot, person } from '../../../tests/support/call-fixtures.js';
import { fakeCall, ok, refusal, settle } from '../../../tests/support/fake-call.js';
import { createIceRenewal } from './ice-renewal.js';
import type { Signalling } from './signalling.js';

const MINUTE = 60_000;
const servers = (credential: string): IceServer[] => [{ urls: ['turn:turn.example'], credential }];

function renewal() {
  const applied: (string | undefined)[] = [];
  const replies: unknown[] = [];
  let asked = 0;
  const signalling = {
    request: () => {
      asked += 1;
      return Promise.resolve(replies.shift());
    },
  } as unknown as Signalling;
  const { start, stop } = createIceRenewal(signalling, ([server]) => applied.push(server?.credential));
  return { start, stop, applied, replies, asked: () => asked };
}

async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms);
  await settle();
}

describe('the credentials for TURN servers', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  test('are renewed after two thirds of their lifetime, again and again', async () => {
    const { start, applied, replies, asked } = renewal();
    replies.push(
      ok({ iceServers: servers('second'), iceServersTtlMs: 30 * MINUTE }),
      ok({ iceServers: servers('third'), iceServersTtlMs: null }),
    );
    start(60 * MINUTE);
    await pass(39 * MINUTE);
    assert.equal(asked(), 0);
    await pass(MINUTE);
    assert.deepEqual(applied, ['second']);
    await pass(20 * MINUTE);
    assert.deepEqual(applied, ['second', 'third']);
    await pass(600 * MINUTE);
    assert.equal(asked(), 2);
  });

  test('are requested again after a failure, less and less often', async () => {
    const { start, applied, replies, asked } = renewal();
    replies.push(refusal('unavailable'), refusal('disconnected'));
    replies.push(ok({ iceServers: servers('new'), iceServersTtlMs: null }));
    start(3 * MINUTE);
    await pass(2 * MINUTE);
    await pass(5_000);
    assert.equal(asked(), 2);
    await pass(9_000);
    assert.equal(asked(), 2);
    await pass(1_000);
    assert.deepEqual(applied, ['new']);
  });

  test('are not requested without TURN servers or after the call', async () => {
    const { start, stop, asked } = renewal();
    start(null);
    await pass(600 * MINUTE);
    start(MINUTE);
    stop();
    await pass(600 * MINUTE);
    assert.equal(asked(), 0);
  });

  test('of an answer that is older than a rejoin are ignored', async () => {
    const { start, applied, replies } = renewal();
    let answer: (reply: unknown) => void = () => undefined;
    replies.push(new Promise((resolve) => (answer = resolve)));
    start(3 * MINUTE);
    await pass(2 * MINUTE);
    start(3 * MINUTE);
    answer(ok({ iceServers: servers('old'), iceServersTtlMs: MINUTE }));
    await settle();
    assert.deepEqual(applied, []);
  });

  test('reach the connections of the call until the page leaves it', async () => {
    const { call, engine, take, requests } = fakeCall();
    void call.join();
    const joined = { ...snapshot([person('me')]), iceServersTtlMs: 3 * MINUTE };
    await take('join-call').answer(ok(joined));
    await pass(2 * MINUTE);
    await take('ice-servers').answer(ok({ iceServers: servers('new'), iceServersTtlMs: 3 * MINUTE }));
    assert.deepEqual(engine.iceServers, [servers('new')]);
    void call.leave();
    await pass(2 * MINUTE);
    assert.ok(!requests.some(({ event }) => event === 'ice-servers'));
  });
});
