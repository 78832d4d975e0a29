import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  arrange,
  INITIAL_CHOICES,
  withPinToggled,
  type ArrangedTile,
  type StageChoices,
} from './arrangement.js';

const camera = (participantId: string): ArrangedTile => ({
  key: `${participantId} camera`,
  participantId,
  source: 'camera',
  isSelf: participantId === 'me',
});
const screen = (participantId: string): ArrangedTile => ({
  ...camera(participantId),
  key: `${participantId} screen`,
  source: 'screen',
});
const calls = {
  alone: [camera('me')],
  two: [camera('me'), camera('ben')],
  three: [camera('me'), camera('ben'), camera('cid')],
  ten: [camera('me'), ...Array.from({ length: 9 }, (_, index) => camera(`p${index}`))],
  sharing: [camera('me'), camera('ben'), screen('ben'), camera('cid')],
};

/** The keys in each part that has any. */
function parts(tiles: ArrangedTile[], change: Partial<StageChoices> = {}, speaker: string | null = null) {
  const { main, strip, floating, bar, hidden } = arrange(tiles, { ...INITIAL_CHOICES, ...change }, speaker);
  const lists = { main, strip, floating: floating ? [floating] : [], bar: bar ? [bar] : [], hidden };
  return Object.fromEntries(
    Object.entries(lists)
      .filter(([, list]) => list.length > 0)
      .map(([part, list]) => [part, list.map(({ key }) => key.replace(' camera', '')).join()]),
  );
}

test('the automatic layout is a grid, but shows the other of two people, a screen and the speaker of many large', () => {
  assert.deepEqual(parts(calls.alone), { main: 'me' });
  assert.deepEqual(parts(calls.two), { main: 'ben', floating: 'me' });
  assert.deepEqual(parts(calls.three), { main: 'me,ben,cid' });
  assert.deepEqual(parts(calls.sharing), { main: 'ben screen', strip: 'me,ben,cid' });
  assert.deepEqual(parts(calls.ten, {}, 'p4'), { main: 'p4', strip: 'me,p0,p1,p2,p3,p5,p6,p7,p8' });
  assert.equal(parts(calls.ten)['main'], 'p0', 'the first one, until somebody speaks');
});

test('the grid shows everyone in the same size, also two people and a screen', () => {
  assert.deepEqual(parts(calls.two, { mode: 'grid' }), { main: 'me,ben' });
  assert.deepEqual(parts(calls.sharing, { mode: 'grid' }), { main: 'me,ben,ben screen,cid' });
  assert.equal(parts(calls.ten, { mode: 'grid' })['strip'], undefined);
});

test('the speaker layout shows the speaker large, and never the own picture', () => {
  assert.deepEqual(parts(calls.three, { mode: 'speaker' }, 'cid'), { main: 'cid', strip: 'me,ben' });
  assert.deepEqual(parts(calls.three, { mode: 'speaker' }, 'me'), { main: 'ben', strip: 'me,cid' });
  assert.deepEqual(parts(calls.three, { mode: 'speaker' }, 'gone'), { main: 'ben', strip: 'me,cid' });
  assert.deepEqual(parts(calls.alone, { mode: 'speaker' }), { main: 'me' });
});

test('pinned tiles are large in every layout, in the order of the tiles', () => {
  for (const mode of ['automatic', 'grid', 'speaker'] as const) {
    const pinned = ['cid camera', 'me camera'];
    assert.deepEqual(parts(calls.sharing, { mode, pinned }, 'ben'), {
      main: 'me,cid',
      strip: 'ben,ben screen',
    });
  }
});

test('a pin waits for a participant who is away', () => {
  let choices = withPinToggled(INITIAL_CHOICES, 'cid camera');
  assert.deepEqual(parts(calls.two, choices), { main: 'ben', floating: 'me' });
  assert.deepEqual(parts(calls.three, choices), { main: 'cid', strip: 'me,ben' });
  choices = withPinToggled(choices, 'cid camera');
  assert.deepEqual(parts(calls.three, choices), { main: 'me,ben,cid' });
});

test('the own picture can be hidden, but not while the person is alone or has pinned it', () => {
  const isSelfShown = false;
  assert.deepEqual(parts(calls.two, { isSelfShown }), { main: 'ben', hidden: 'me' });
  assert.deepEqual(parts(calls.three, { isSelfShown }), { main: 'ben,cid', hidden: 'me' });
  assert.deepEqual(parts(calls.alone, { isSelfShown }), { main: 'me' });
  assert.deepEqual(parts(calls.two, { isSelfShown, pinned: ['me camera'] }), { main: 'me', strip: 'ben' });
});

test('the own screen never fills the own page', () => {
  const tiles = [camera('me'), screen('me'), camera('ben')];
  assert.deepEqual(parts(tiles), { main: 'ben', floating: 'me', bar: 'me screen' });
  assert.deepEqual(parts(tiles, { pinned: ['me screen'] }), {
    main: 'ben',
    floating: 'me',
    bar: 'me screen',
  });
});
