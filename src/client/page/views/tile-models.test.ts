import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages as t } from '#messages/page';
import { messages as permission } from '#messages/permission';
import type { Participant } from '../../../shared/protocol.js';
import { person as someone } from '../../../../tests/support/call-fixtures.js';
import { initialState, type CallState } from '../../call/call-state.js';
import { tileModels } from './tile-models.js';

const off = { state: 'off', problem: null, deviceId: '' } as const;
const person = (name: string, state: Participant['state'] = 'connected'): Participant => ({
  ...someone(name),
  state,
});

const inCall = (change: Partial<CallState> = {}): CallState => ({
  ...initialState({ mic: off, camera: off, preview: null, screen: null }),
  phase: 'joined',
  self: 'Ada Lovelace',
  roster: [person('Ada Lovelace'), person('Ben')],
  ...change,
});

test('the own tile has the caption "You" and the initials of the person’s name', () => {
  const [own] = tileModels(inCall());
  assert.equal(own?.name, t.you());
  assert.equal(own.personName, 'Ada Lovelace');
});

test('a remote picture is uncertain while the server is away or has lost the participant', () => {
  const uncertain = (state: CallState) => tileModels(state).map(({ isUncertain }) => isUncertain);
  assert.deepEqual(uncertain(inCall()), [false, false]);
  assert.deepEqual(uncertain(inCall({ phase: 'reconnecting' })), [false, true]);
  const roster = [person('Ada Lovelace'), person('Ben', 'reconnecting')];
  assert.deepEqual(uncertain(inCall({ roster })), [false, true]);
});

test('while the browser asks for permission, the own tile says so, and does not say that the microphone is off', () => {
  const asking = { ...off, state: 'asking' } as const;
  const local = { mic: asking, camera: asking, preview: null, screen: null };
  const [own] = tileModels(inCall({ local }));
  assert.equal(own?.note, permission.waiting());
  assert.equal(own.isMicOn, true);
  const [refused] = tileModels(inCall({ local: { ...local, mic: off, camera: off } }));
  assert.equal(refused?.note, '');
  assert.equal(refused.isMicOn, false);
});

test('the own screen is shared, but its tile does not play it', () => {
  const screen = { id: 'screen' } as MediaStream;
  const tiles = tileModels(inCall({ local: { mic: off, camera: off, preview: null, screen } }));
  const own = tiles.find(({ source }) => source === 'screen');
  assert.equal(own?.stream, null);
});

test('the own tile keeps its key when the server answers the join, and plays nothing before the person joins', () => {
  const preview = {} as MediaStream;
  const local = { mic: off, camera: off, preview, screen: null };
  const before = { self: null, roster: [], local };
  const own = (change: Partial<CallState>) => tileModels(inCall(change))[0];
  assert.equal(own({ ...before, phase: 'prejoin' })?.stream, null);
  assert.equal(own({ ...before, phase: 'waiting' })?.stream, null);
  assert.equal(own({ ...before, phase: 'joining' })?.stream, preview);
  assert.equal(own({ local })?.stream, preview);
  assert.equal(own({ local })?.key, own({ ...before, phase: 'prejoin' })?.key);
});

test('before the call there is an empty tile for everyone in it, and the join fills it', () => {
  const preview = { reachable: ['Ben'] } as CallState['preview'];
  const before = tileModels(inCall({ phase: 'prejoin', self: null, roster: [], preview }));
  const after = tileModels(inCall({ preview }));
  assert.deepEqual(
    after.map(({ key }) => key),
    before.map(({ key }) => key),
  );
  assert.deepEqual(
    before.map(({ participantId, name }) => [participantId, name]),
    [['', t.you()], ['', '']], // prettier-ignore
  );
  assert.equal(after[1]?.name, 'Ben');
});
