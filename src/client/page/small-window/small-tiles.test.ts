import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TileModel } from '../views/tile-models.js';
import { smallTiles } from './small-tiles.js';

const tile = (participantId: string, change: Partial<TileModel> = {}): TileModel => ({
  key: `${participantId} ${change.source ?? 'camera'}`,
  participantId,
  source: 'camera',
  name: participantId,
  personName: participantId,
  stream: null,
  isSelf: false,
  isVideoOn: true,
  isComing: false,
  isUncertain: false,
  isMicOn: true,
  hasHandUp: false,
  isSpeaking: false,
  link: 'connected',
  note: '',
  ...change,
});
const me = tile('me', { isSelf: true });
const keys = (tiles: readonly TileModel[]) => tiles.map(({ key }) => key);

test('a small window shows everyone in a small call, but not the own screen', () => {
  const tiles = [me, tile('me', { isSelf: true, source: 'screen' }), tile('ben')];
  assert.deepEqual(keys(smallTiles(tiles, null).shown), ['me camera', 'ben camera']);
});

test('in a large call the screen and the active speaker have a place, and the rest is counted', () => {
  const others = ['ben', 'cem', 'dee', 'eve', 'fay', 'gus', 'hal'].map((name) => tile(name));
  const { shown, hiddenPeople } = smallTiles([me, ...others, tile('hal', { source: 'screen' })], 'gus');
  assert.deepEqual(keys(shown), [
    'ben camera',
    'cem camera',
    'dee camera',
    'eve camera',
    'gus camera',
    'hal screen',
  ]);
  assert.equal(hiddenPeople, 2, 'the person and Fay');
});
