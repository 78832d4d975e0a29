import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages as t } from '#messages/call';
import type { Role } from '../../shared/protocol.js';
import { person } from '../../../tests/support/call-fixtures.js';
import { remembered, roleNews, type Roles } from './role-news.js';

const roles = (own: Role, ...hosts: string[]): Roles => ({
  own,
  hosts: hosts.map((id) => ({ ...person(id), role: 'host' })),
});

const CASES: [title: string, before: Roles, after: Roles, news: string | null][] = [
  ['nothing has changed', roles('participant', 'ann'), roles('participant', 'ann'), null],
  ['the person becomes the host', roles('participant', 'ann'), roles('host', 'me'), t.nowHost()],
  ['the person becomes a co-host', roles('participant', 'ann'), roles('co-host', 'ann'), t.nowCoHost()],
  [
    'the person is no longer a co-host',
    roles('co-host', 'ann'),
    roles('participant', 'ann'),
    t.noLongerCoHost(),
  ],
  [
    'another person becomes the host',
    roles('participant', 'ann'),
    roles('participant', 'ben'),
    t.newHost({ name: 'ben' }),
  ],
  ['the person hands over', roles('host', 'me'), roles('co-host', 'ben'), t.newHost({ name: 'ben' })],
  ['the host opens a second page', roles('participant', 'ann'), roles('participant', 'ann', 'ann 2'), null],
  ['the host is away', roles('participant', 'ann'), roles('participant'), null],
  ['a host comes', roles('participant'), roles('participant', 'ann'), t.newHost({ name: 'ann' })],
];

for (const [title, before, after, news] of CASES) {
  test(`when ${title}, the person hears ${news === null ? 'nothing' : `“${news}”`}`, () => {
    assert.equal(roleNews(before, after), news);
  });
}

test('a host who has loaded the page again is no news', () => {
  const before = roles('participant', 'ann');
  const after = { own: 'participant', hosts: [{ ...person('new page'), name: 'ann' }] } as const;
  assert.equal(roleNews(before, after), null);
});

test('a host who comes back after an absence is no news, and another one is', () => {
  const away = remembered(roles('participant', 'ann'), roles('participant'));
  assert.equal(roleNews(away, roles('participant', 'ann')), null);
  assert.equal(roleNews(away, roles('participant', 'ben')), t.newHost({ name: 'ben' }));
});
