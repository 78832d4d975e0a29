import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Calls } from '../services/calls.js';
import type { Meetings } from '../services/meetings.js';
import { CallLedger } from './call-ledger.js';

// The store, as a list of what it was asked to note; `refuse` makes it fail.
function createRecorder() {
  const notes: string[] = [];
  const state = { refuse: false, ended: 0 };
  async function note(line: string): Promise<void> {
    await Promise.resolve();
    if (state.refuse) throw new Error('refused');
    notes.push(line);
  }
  const calls: Pick<Calls, 'join' | 'attend' | 'leave' | 'end' | 'touch'> = {
    async join(_meetingId, userId) {
      await note(`join ${userId}`);
      return { id: `call ${state.ended + 1}`, startedAt: new Date(0) };
    },
    attend: (_callId, _meetingId, userId) => note(`attend ${userId}`),
    leave: (_callId, userId, at) => note(`leave ${userId} ${at.getTime()}`),
    async end(callId, at) {
      await note(`end ${callId} ${at.getTime()}`);
      state.ended += 1;
    },
    touch: (callIds) => note(`touch ${callIds.join()}`),
  };
  const meetings: Pick<Meetings, 'findOrCreate'> = {
    findOrCreate: async (code, hostId) => ({ id: `meeting ${code}`, code, title: code, hostId }),
  };
  const failures: string[] = [];
  const ledger = new CallLedger({
    calls: calls as Calls,
    meetings: meetings as Meetings,
    now: () => 1_000,
    onFailure: (code) => failures.push(code),
  });
  return { ledger, notes, state, failures };
}

const ALONE = { userIsThere: false, anyoneIsThere: false };

void test('a call ends at the last leave, after everyone has been noted as gone', async () => {
  const { ledger, notes } = createRecorder();
  await ledger.enter('daily', 'ann');
  await ledger.enter('daily', 'bob');
  ledger.depart('daily', 'ann', 300, { userIsThere: false, anyoneIsThere: true });
  // Bob's socket was lost before Ann left, and the grace has run out only now.
  ledger.depart('daily', 'bob', 200, ALONE);
  await ledger.close();
  assert.deepEqual(notes, [
    'join ann',
    'attend bob',
    'leave ann 300',
    'leave bob 200',
    'end call 1 300',
    'touch ',
  ]);
  assert.equal(ledger.current('daily'), null);
});

void test('a user leaves with the last of their pages, at the latest time one was left', async () => {
  const { ledger, notes } = createRecorder();
  await ledger.enter('daily', 'ann');
  ledger.depart('daily', 'ann', 500, { userIsThere: true, anyoneIsThere: true });
  ledger.depart('daily', 'ann', 400, ALONE);
  await ledger.close();
  assert.deepEqual(notes, ['join ann', 'leave ann 500', 'end call 1 500', 'touch ']);
});

void test('who comes when a call has just ended finds it ended, and opens the next one', async () => {
  const { ledger, notes } = createRecorder();
  await ledger.enter('daily', 'ann');
  ledger.depart('daily', 'ann', 300, ALONE);
  await ledger.enter('daily', 'ann');
  assert.deepEqual(notes, ['join ann', 'leave ann 300', 'end call 1 300', 'join ann']);
  assert.equal(ledger.current('daily')?.call.id, 'call 2');
});

void test('an end that the store refused is told, and made good with the next sign of life', async () => {
  const { ledger, notes, state, failures } = createRecorder();
  await ledger.enter('daily', 'ann');
  state.refuse = true;
  ledger.depart('daily', 'ann', 300, ALONE);
  await assert.rejects(ledger.close());
  assert.deepEqual(new Set(failures), new Set(['daily']));
  state.refuse = false;
  await ledger.touch();
  assert.ok(notes.includes('end call 1 300'), notes.join());
});

void test('who leaves a call that was never opened leaves no trace', async () => {
  const { ledger, notes } = createRecorder();
  ledger.depart('daily', 'ann', 300, ALONE);
  await ledger.close();
  assert.deepEqual(notes, ['touch ']);
});
