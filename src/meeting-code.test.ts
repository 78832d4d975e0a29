import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMeetingCode } from './meeting-code.js';
import { CODE_MAX } from './shared/limits.js';

const same: Record<string, string[]> = {
  'abc-defg-hij': [
    'abc-defg-hij',
    '  ABC-DEFG-HIJ\n',
    'abc defg hij',
    'abc_defg_hij',
    'abc – defg — hij',
    'abcdefghij',
    'ABCDEFGHIJ',
    'https://meet.example/room/abc-defg-hij',
    'https://meet.example/room/abc-defg-hij?from=mail#top',
    'meet.example:3000/ROOM/Abc-Defg-Hij/',
    'Join us: https://meet.example/room/abc-defg-hij tomorrow',
    '<https://meet.example/room/abc-defg-hij>.',
    '"abc-defg-hij",',
    'a\u200Bbc-defg-hij',
    'abc-defg-hij-',
  ],
  'team-standup-2': ['Team Standup 2', 'team--standup-2', '/room/team%20standup%202'],
  frühstück: ['Frühstück', 'Fru\u0308hstu\u0308ck', 'https://meet.example/room/fr%C3%BChst%C3%BCck'],
  会议: ['会议'],
  'a-1': ['Ａ １'],
};

for (const [code, ways] of Object.entries(same)) {
  void test(`${code} is found however it is typed, and stays what it is`, () => {
    for (const typed of ways) assert.equal(parseMeetingCode(typed), code, typed);
    assert.equal(parseMeetingCode(code), code);
  });
}

void test('what cannot be a code is none', () => {
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

void test('a code is as long as the limit at most', () => {
  assert.equal(parseMeetingCode('x'.repeat(CODE_MAX)), 'x'.repeat(CODE_MAX));
  assert.equal(parseMeetingCode('x'.repeat(CODE_MAX + 1)), null);
});
