import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type TestAgent from 'supertest/lib/agent.js';
import { MeetingModel } from '../../src/models/meeting.js';
import { FavouriteModel } from '../../src/models/favourite.js';
import { BlockModel } from '../../src/models/block.js';
import { RingModel } from '../../src/models/ring.js';
import { idOf } from '../support/admins.js';
import { startHouse } from '../support/meeting-people.js';
import { ANN, startServer } from '../support/start-server.js';
import { TestPage } from '../support/test-page.js';

async function startPeople(t: TestContext, now?: () => number) {
  const server = await startServer(t, now ? { now } : {});
  const ann = await server.member();
  const ben = await server.member({ name: 'Ben', username: 'ben' });
  return { server, ann, ben };
}

function post(member: TestAgent, path: string, form: Record<string, string>) {
  return member.post(path).type('form').send(form);
}

test('a search finds the exact username only', async (t) => {
  const { ann } = await startPeople(t);
  const found = await ann.get('/people').query({ username: ' BEN ' });
  assert.equal(found.headers['location'], '/people/ben');
  const part = await ann.get('/people').query({ username: 'be' });
  assert.equal(part.status, 404);
  assert.match(part.text, /Nobody has the username be\./);
  assert.equal((await ann.get('/people').query({ username: 'a b' })).status, 422);
  assert.equal((await ann.get('/people/nobody')).status, 404);
  assert.equal((await ann.get('/people/Ben%20')).status, 200, 'the case and spaces do not matter');
});

test('looking up many usernames is refused for a while', async (t) => {
  let now = Date.now();
  const { ann } = await startPeople(t, () => now);
  const statuses = [];
  for (let at = 0; at < 61; at += 1) statuses.push((await ann.get(`/people/name-${at}`)).status);
  assert.deepEqual(statuses, [...Array<number>(60).fill(404), 429]);
  assert.equal((await post(ann, '/calls', { username: 'ben' })).status, 429, 'by every way');
  assert.equal((await ann.get('/people')).status, 200);
  assert.equal((await ann.get('/people/ann')).status, 200, 'one’s own page costs nothing');
  now += 10_000;
  assert.equal((await ann.get('/people/ben')).status, 200);
});

test('favourites and blocked people are listed, and the other one learns of neither', async (t) => {
  const { ann, ben } = await startPeople(t);
  await post(ann, '/people/ben', { change: 'add-favourite' });
  assert.match((await ann.get('/people')).text, /href="\/people\/ben"/);
  const before = (await ben.get('/people/ann')).text;
  await post(ann, '/people/ben', { change: 'block' });
  assert.equal((await ben.get('/people/ann')).text, before);
  const { text } = await ann.get('/people');
  assert.match(text, /Unblock Ben/);
  assert.equal(await FavouriteModel.countDocuments({}), 0, 'a blocked person is no favourite');
  assert.doesNotMatch((await ann.get('/people/ben')).text, /name="media"/);
  await post(ann, '/people/ben', { change: 'unblock' });
  assert.match((await ann.get('/people/ben')).text, /name="media"/);
});

test('a form makes a meeting of two, whose link only its host finds on the page', async (t) => {
  const { ann, ben } = await startPeople(t);
  const made = await post(ann, '/calls', { username: 'ben', media: 'video' });
  const path = String(made.headers['location']);
  assert.match(path, /^\/people\/ben\?meeting=[a-z-]+$/);
  const code = path.replace(/.*=/, '');
  const meeting = await MeetingModel.findOne({ code }).lean().orFail();
  assert.equal(meeting.access, 'invited');
  assert.equal(meeting.title, 'Ann & Ben');
  assert.match((await ann.get(path)).text, new RegExp(`value="http[^"]*/room/${code}"`));
  assert.doesNotMatch((await ben.get(`/people/ann?meeting=${code}`)).text, /id="meeting-link"/);
  assert.equal((await post(ann, '/calls', { username: 'ann' })).headers['location'], '/people/ann');
  assert.equal((await post(ann, '/calls', { username: 'nobody' })).status, 404);
});

test('deleting an account removes favourites and blocks, and its name from calls and titles', async (t) => {
  const { ann, ben } = await startPeople(t);
  const [annId, benId] = [await idOf('ann'), await idOf('ben')];
  await post(ann, '/people/ben', { change: 'add-favourite' });
  await post(ben, '/people/ann', { change: 'add-favourite' });
  const made = await post(ann, '/calls', { username: 'ben' });
  const code = String(made.headers['location']).replace(/.*=/, '');
  const { _id: meeting } = await MeetingModel.findOne({ code }).lean().orFail();
  const base = { caller: annId, callee: benId, startedAt: new Date() };
  await RingModel.create({ ...base, _id: '1', outcome: 'answered', meeting, isHidden: false });
  await RingModel.create({ ...base, _id: '2', outcome: 'missed', isHidden: false });
  await RingModel.create({ ...base, _id: '3', outcome: 'away', isHidden: true });
  await post(ann, '/account/delete', { deletePassword: ANN.password }).expect(303);
  assert.equal(await FavouriteModel.countDocuments({}), 0);
  assert.equal(await BlockModel.countDocuments({}), 0);
  assert.equal(await RingModel.countDocuments({}), 2);
  assert.equal((await MeetingModel.findOne({ code }).lean().orFail()).title, code);
  assert.match((await ben.get('/home')).text, /You missed 1 call from Deleted user\./);
  assert.match((await ben.get('/history')).text, /Missed call from Deleted user/);
});

test('the export tells of calls, favourites and blocks, and never of a block by somebody else', async (t) => {
  const { ann, ben } = await startPeople(t);
  const base = { callee: await idOf('ben'), caller: await idOf('ann'), startedAt: new Date() };
  await RingModel.create({ ...base, _id: '1', outcome: 'missed', isHidden: false });
  await RingModel.create({ ...base, _id: '2', outcome: 'away', isHidden: true });
  await post(ben, '/people/ann', { change: 'block' });
  const data = async (member: TestAgent) =>
    JSON.parse((await member.post('/account/export').buffer(true)).text) as Record<
      string,
      Record<string, unknown>[]
    >;
  const [ofAnn, ofBen] = [await data(ann), await data(ben)];
  assert.deepEqual(
    ofBen['calledPeople']?.map(({ from, to, outcome }) => ({ from, to, outcome })),
    [{ from: 'ann', to: 'ben', outcome: 'missed' }],
  );
  assert.equal(ofAnn['calledPeople']?.length, 2);
  assert.deepEqual(Object.keys(ofAnn['calledPeople'][0] ?? {}), ['from', 'to', 'startedAt', 'outcome']);
  assert.deepEqual(
    ofBen['blocked']?.map(({ username }) => username),
    ['ann'],
  );
  assert.deepEqual(ofAnn['blocked'], []);
});

test('many open pages neither keep their owner out of a meeting nor take the places of another device', async (t) => {
  const house = await startHouse(t);
  const cookie = await house.cookie('Ann');
  const pages: TestPage[] = [];
  t.after(() => {
    for (const page of pages) page.close();
  });
  const background = async (session: string) => {
    const page = new TestPage(`${house.url}?page=background`, { cookie: session });
    pages.push(page);
    return page.connected();
  };
  for (let at = 0; at < 15; at += 1) await background(cookie);
  await assert.rejects(background(cookie));
  await (await house.page('Ann')).join('some-meeting');
  const login = await fetch(`${house.url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: house.url },
    body: new URLSearchParams({ username: 'ann', password: 'correct horse battery' }),
  });
  await background(login.headers.getSetCookie()[0]?.split(';')[0] ?? '');
});
