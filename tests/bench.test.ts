import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { limitPictures } from '../bench/node-peers/limit-pictures.js';
import { readClip } from '../bench/node-peers/moving-picture.js';
import { BLOCK_SAMPLES, speechBlock } from '../bench/node-peers/speech.js';
import { qualityOfTalkers, type SoundTotals } from '../bench/sound-quality.js';
import { markdownTable, row } from '../bench/table.js';

describe('how well people were heard', () => {
  const start: SoundTotals = {
    energy: 1,
    samples: 480_000,
    concealed: 9_600,
    silent: 4_800,
    packets: 500,
    lost: 5,
  };
  const heard = (change: Partial<SoundTotals>) => {
    const end = { ...start, energy: 2, samples: 960_000, packets: 1_000, ...change };
    return qualityOfTalkers(new Map([['0', start]]), new Map([['0', end]]));
  };

  test('counts only the time between the two totals', () => {
    assert.deepEqual(heard({}), [{ concealed: 0, lost: 0 }]);
    assert.deepEqual(heard({ concealed: 14_400, lost: 505 }), [{ concealed: 0.01, lost: 0.5 }]);
  });

  test('silence that is not sent is not missing', () => {
    assert.deepEqual(heard({ concealed: 57_600, silent: 52_800 }), [{ concealed: 0, lost: 0 }]);
  });

  test('leaves out people who were silent, and connections that are new', () => {
    assert.deepEqual(heard({ energy: 1.00001 }), []);
    assert.deepEqual(qualityOfTalkers(new Map(), new Map([['0', start]])), []);
  });

  test('counts a person of whom nothing arrives as lost', () => {
    assert.deepEqual(heard({ samples: start.samples, packets: start.packets }), [{ concealed: 1, lost: 1 }]);
  });

  test('packets that arrive after all do not count against others', () => {
    assert.deepEqual(heard({ lost: 3 }), [{ concealed: 0, lost: 0 }]);
  });
});

describe('the Node peers', () => {
  test('read each picture of a clip', () => {
    const head = Buffer.from('YUV4MPEG2 W4 H2 F15:1 Ip A1:1 C420jpeg\n');
    const picture = (value: number) => Buffer.concat([Buffer.from('FRAME\n'), Buffer.alloc(12, value)]);
    const pictures = readClip(Buffer.concat([head, picture(16), picture(235)]));
    assert.deepEqual(
      pictures.map(({ width, height, data }) => [width, height, data.length, data[0], data.at(-1)]),
      [
        [4, 2, 12, 16, 16],
        [4, 2, 12, 235, 235],
      ],
    );
    assert.throws(() => readClip(Buffer.from('RIFF\n')), /Not a clip/);
    assert.throws(() => readClip(Buffer.concat([head, picture(16).subarray(0, 10)])), /in the middle/);
  });

  test('talk without a pause, and each block goes on where the one before has ended', () => {
    for (let block = 0; block < 200; block += 1) {
      const samples = speechBlock(block * BLOCK_SAMPLES);
      assert.equal(samples.length, BLOCK_SAMPLES);
      assert.ok(Math.max(...samples) > 1_000, `block ${String(block)} is heard`);
    }
    const [whole, later] = [speechBlock(0), speechBlock(100)];
    assert.deepEqual([...whole.subarray(100)], [...later.subarray(0, BLOCK_SAMPLES - 100)]);
  });

  test('limit the pictures of a description, and nothing else', () => {
    const sdp =
      'v=0\r\nm=audio 9 X 111\r\nc=IN IP4 0.0.0.0\r\nm=video 9 X 96\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\n';
    assert.equal(
      limitPictures(sdp, 90_000),
      'v=0\r\nm=audio 9 X 111\r\nc=IN IP4 0.0.0.0\r\nm=video 9 X 96\r\nc=IN IP4 0.0.0.0\r\nb=TIAS:90000\r\na=mid:1\r\n',
    );
  });
});

test('the table says nothing about a budget where there is none', () => {
  const rows = [row('a', '1', '–', true), row('b', '1', '2', true), row('c', '3', '2', false)];
  assert.deepEqual(markdownTable(rows).split('\n').slice(2), [
    '| a | 1 | – | – |',
    '| b | 1 | 2 | yes |',
    '| c | 3 | 2 | **no** |',
  ]);
});
