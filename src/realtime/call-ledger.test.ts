import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Calls } from '../services/calls.js';
import type { Meetings } from '../services/meetings.js';
import { CallLedger } from './call-ledger.js';

const NOTHING_DECIDED = { isLocked: false, handedTo: null, coHosts: [], removed: [] };

/** A ledger on a database that lists every write. `state.refuse` makes each write fail. */
function createRecorder() {
  const writes: string[] = [];
  const state = { refuse: false, mayCreate: true, ended: 0, slow: new Map<string, Promise<void>>() };
  async function write(line: string): Promise<void> {
    await Promise.resolve();
    if (state.refuse) throw new Error('refused');
    writes.push(line);
  }
  const calls: Pick<Calls, 'join' | 'attend' | 'leave' | 'end' | 'touch' | 'closeInterrupted'> = {
    async join(_meetingId, userId) {
      await write(`join ${userId}`);
      const id = `call ${state.ended + 1}`;
      await state.slow.get(userId);
      return { id, startedAt: new Date(0), moderation: NOTHING_DECIDED };
    },
    attend: (_callId, _meetingId, userId) => write(`attend ${userId}`),
    leave: (_callId, userId, at) => write(`leave ${userId} ${at.getTime()}`),
    async end(callId, at, isByHost) {
      await write(`end ${callId} ${at.getTime()}${isByHost ? ' by a host' : ''}`);
      state.ended += 1;
    },
    touch: (callIds) => write(`touch ${callIds.join()}`),
    closeInterrupted: async () => 0,
  };
  const meetings: Pick<Meetings, 'find' | 'findOrCreate'> = {
    find: async () => null,
    findOrCreate: async (code, hostId) => ({
      id: `meeting ${code}`,
      code,
      title: code,
      hostId,
      access: 'open',
      passcodeHash: null,
      isLocked: false,
      allowsGuests: false,
    }),
  };
  const failures: string[] = [];
  const ledger = new CallLedger({
    calls: calls as Calls,
    meetings: meetings as Meetings,
    now: () => 1_000,
    newMeetings: {
      take: async () => (state.mayCreate ? { allowed: true } : { allowed: false, retryAfterMs: 30_000 }),
    },
    onFailure: (meetingId) => failures.push(meetingId),
  });
  return { ledger, writes, state, failures };
}

const NONE_REMAIN = { userRemains: false, anyoneRemains: false };

test('a call ends at the time of the last leave, after every leave has been written', async () => {
  const { ledger, writes } = createRecorder();
  await ledger.join('daily', 'ann');
  await ledger.join('daily', 'bob');
  ledger.leave('daily', 'ann', 300, { userRemains: false, anyoneRemains: true });
  // Bob's socket was lost before Ann left, but his grace expires only now.
  ledger.leave('daily', 'bob', 200, NONE_REMAIN);
  await ledger.close();
  assert.deepEqual(writes, [
    'join ann',
    'attend bob',
    'leave ann 300',
    'leave bob 200',
    'end call 1 300',
    'touch ',
  ]);
  assert.equal(ledger.current('daily'), null);
});

test('a user has left when their last page has, at the latest time of a leave', async () => {
  const { ledger, writes } = createRecorder();
  await ledger.join('daily', 'ann');
  ledger.leave('daily', 'ann', 500, { userRemains: true, anyoneRemains: true });
  ledger.leave('daily', 'ann', 400, NONE_REMAIN);
  await ledger.close();
  assert.deepEqual(writes, ['join ann', 'leave ann 500', 'end call 1 500', 'touch ']);
});

test('a join right after the last leave opens the next call, after the end of the previous one is written', async () => {
  const { ledger, writes } = createRecorder();
  await ledger.join('daily', 'ann');
  ledger.leave('daily', 'ann', 300, NONE_REMAIN);
  await ledger.join('daily', 'ann');
  assert.deepEqual(writes, ['join ann', 'leave ann 300', 'end call 1 300', 'join ann']);
  assert.equal(ledger.current('daily')?.call.id, 'call 2');
});

test('an end that the database refuses is reported, and written with the next touch', async () => {
  const { ledger, writes, state, failures } = createRecorder();
  await ledger.join('daily', 'ann');
  state.refuse = true;
  ledger.leave('daily', 'ann', 300, NONE_REMAIN);
  await assert.rejects(ledger.close());
  assert.deepEqual(new Set(failures), new Set(['meeting daily']));
  state.refuse = false;
  await ledger.touch();
  assert.ok(writes.includes('end call 1 300'), writes.join());
});

test('leaving a call that was never opened writes nothing', async () => {
  const { ledger, writes } = createRecorder();
  ledger.leave('daily', 'ann', 300, NONE_REMAIN);
  await ledger.close();
  assert.deepEqual(writes, ['touch ']);
});

test('a user who has created too many meetings cannot make up another code', async () => {
  const { ledger, writes, state } = createRecorder();
  state.mayCreate = false;
  await assert.rejects(ledger.join('daily', 'ann'), { code: 'rate-limited' });
  assert.deepEqual(writes, []);
  state.mayCreate = true;
  await ledger.join('daily', 'ann');
  state.mayCreate = false;
  await ledger.join('daily', 'bob');
});

test('a guest makes no meeting of an unknown code', async () => {
  const { ledger, writes } = createRecorder();
  await assert.rejects(ledger.join('daily', 'guest', 'Zoe'), { code: 'no-guests' });
  assert.deepEqual(writes, []);
});

test('a join that finds the call which a host has just ended does not hide that it was a host', async () => {
  const { ledger, writes, state } = createRecorder();
  let goOn = (): void => undefined;
  state.slow.set('bob', new Promise((resolve) => (goOn = resolve)));
  const late = ledger.join('daily', 'bob');
  await ledger.join('daily', 'ann');
  state.refuse = true;
  ledger.endForAll('daily', ['ann']);
  goOn();
  const { call } = await late;
  assert.ok(ledger.wasEndedByHost(call.id));
  ledger.leave('daily', 'bob', 2_000, NONE_REMAIN);
  await assert.rejects(ledger.close());
  state.refuse = false;
  await ledger.touch();
  assert.ok(writes.includes('end call 1 2000 by a host'), writes.join());
});
