import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMeetingCode } from './meeting-code.js';
import { CODE_MAX } from '../shared/limits.js';

const same: Record<string, string[]> = {
  'abc-defg-hjk': [
    'abc-defg-hjk',
    '  ABC-DEFG-HJK\n',
    'abc defg hjk',
    'abc_defg_hjk',
    'abc – defg — hjk',
    'abcdefghjk',
    'ABCDEFGHJK',
    'https://meet.example/room/abc-defg-hjk',
    'https://meet.example/room/abc-defg-hjk?from=mail#top',
    'meet.example:3000/ROOM/Abc-Defg-Hjk/',
    'Join us: https://meet.example/room/abc-defg-hjk tomorrow',
    '<https://meet.example/room/abc-defg-hjk>.',
    '"abc-defg-hjk",',
    'a\u200Bbc-defg-hjk',
    'abc-defg-hjk-',
  ],
  'team-standup-2': ['Team Standup 2', 'team--standup-2', '/room/team%20standup%202'],
  frühstück: ['Frühstück', 'Fru\u0308hstu\u0308ck', 'https://meet.example/room/fr%C3%BChst%C3%BCck'],
  会议: ['会议'],
  'a-1': ['Ａ １'],
};

for (const [code, ways] of Object.entries(same)) {
  test(`${code} is recognised however it is typed, and does not change when it is parsed again`, () => {
    for (const typed of ways) assert.equal(parseMeetingCode(typed), code, typed);
    assert.equal(parseMeetingCode(code), code);
  });
}

test('text that cannot be a code gives null', () => {
  const impossible = [
    '',
    ' ',
    '---',
    '\u200B',
    'a/b',
    'a?b',
    '../etc/passwd',
    'https://meet.example/history',
    '<script>alert(1)</script>',
    '$ne',
    'a\u0000b',
    '100%',
    '/room/%',
    '/room/%E0%A4%A',
    '😀',
  ];
  for (const typed of impossible) assert.equal(parseMeetingCode(typed), null, JSON.stringify(typed));
});

test('a code has at most CODE_MAX characters', () => {
  assert.equal(parseMeetingCode('x'.repeat(CODE_MAX)), 'x'.repeat(CODE_MAX));
  assert.equal(parseMeetingCode('x'.repeat(CODE_MAX + 1)), null);
});

const LENGTH = 20_000;
const HOSTILE = {
  brackets: `a${'('.repeat(LENGTH)}a`,
  spaces: `a${' '.repeat(LENGTH)}a`,
  hyphens: `a${'- '.repeat(LENGTH / 2)}a`,
  'combining marks in the wrong order': `a${'\u0315\u0300'.repeat(LENGTH / 2)}`,
  'characters that normalisation makes longer': '\ufdfa'.repeat(LENGTH),
  'parts of a link': '/room/'.repeat(LENGTH / 6),
};

for (const [what, typed] of Object.entries(HOSTILE)) {
  test(`${what} take less than five milliseconds to parse`, () => {
    const times = Array.from({ length: 5 }, () => {
      const startedAt = performance.now();
      parseMeetingCode(typed);
      return performance.now() - startedAt;
    });
    assert.ok(Math.min(...times) < 5, String(times));
  });
}

test('a code in a long invitation is found', () => {
  const typed = `${'Please join. '.repeat(100)} https://meet.example/room/abc-defg-hjk ${'Bye. '.repeat(100)}`;
  assert.equal(parseMeetingCode(typed), 'abc-defg-hjk');
  assert.equal(parseMeetingCode(`"(${' '.repeat(1_000)}abc-defg-hjk${'.'.repeat(1_000)})"`), 'abc-defg-hjk');
});
