import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../support/start-server.js';

const CODE = 'abc-defg-hjk';

test('the start page says what Parley is and links to the login and registration', async (t) => {
  const { visitor } = await startServer(t);
  const { text } = await visitor().get('/').expect(200);
  assert.match(text, /href="\/login"[^>]*>\s*Log in/);
  assert.match(text, /href="\/register"[^>]*>\s*Create account/);
  assert.match(text, /<label[^>]*for="code"[^>]*>Meeting code</);
});

const GUARDED = ['/home', '/history', '/account', `/room/${CODE}`, `/room/${CODE}?a=b&c=%2F`];

for (const path of GUARDED) {
  test(`${path} sends a stranger to the login and back afterwards`, async (t) => {
    const { member, visitor } = await startServer(t);
    await member();
    const stranger = visitor();
    const { headers } = await stranger.get(path).expect(303);
    assert.equal(headers['location'], `/login?next=${encodeURIComponent(path)}`);
    const form = await stranger.get(headers['location'] ?? '').expect(200);
    const next = /name="next" value="([^"]*)"/.exec(form.text)?.[1]?.replaceAll('&amp;', '&');
    assert.equal(next, path);
    const sent = stranger
      .post('/login')
      .type('form')
      .send({ username: 'ann', password: 'correct horse battery', next });
    await sent.expect(303).expect('Location', path);
    await stranger.get(path).expect(200);
  });
}

test('a stranger’s POST to a guarded address does nothing and leads to the login', async (t) => {
  const { visitor } = await startServer(t);
  for (const path of ['/meetings', '/logout']) {
    await visitor().post(path).expect(303).expect('Location', '/login?next=%2Fhome');
  }
});

test('a new meeting has a random code and is listed among the recent ones', async (t) => {
  const { member } = await startServer(t);
  const ann = await member();
  const paths = await Promise.all(
    [1, 2].map(async () => String((await ann.post('/meetings').expect(303)).headers['location'])),
  );
  assert.match(paths[0] ?? '', /^\/room\/[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
  assert.notEqual(paths[0], paths[1]);
  const home = await ann.get('/home').expect(200);
  for (const path of paths) {
    assert.ok(home.text.includes(`href="${path}"`));
    await ann.get(path).expect(200);
  }
});

const TYPED: [typed: string, path: string][] = [
  [CODE, `/room/${CODE}`],
  [' ABC defg HJK ', `/room/${CODE}`],
  ['abcdefghjk', `/room/${CODE}`],
  [`https://meet.example:8443/room/${CODE}?x=1#y`, `/room/${CODE}`],
  ['Daily stand-up', '/room/daily-stand-up'],
  ['Frühstück', '/room/fr%C3%BChst%C3%BCck'],
];

for (const [typed, path] of TYPED) {
  test(`the typed code ${JSON.stringify(typed)} leads to ${path}, for a stranger after logging in`, async (t) => {
    const { member, visitor } = await startServer(t);
    const ann = await member();
    const join = (who: typeof ann) => who.post('/join').type('form').send({ code: typed }).expect(303);
    assert.equal((await join(ann)).headers['location'], path);
    await ann.get(path).expect(200);
    const asStranger = String((await join(visitor())).headers['location']);
    assert.ok([path, `/login?next=${encodeURIComponent(path)}`].includes(asStranger), asStranger);
  });
}

for (const typed of [
  '',
  '   ',
  '!!!',
  'https://evil.example/',
  '"><script>alert(1)</script>',
  'x'.repeat(3_000),
]) {
  test(`${JSON.stringify(typed.slice(0, 30))} is not a code: the page says so beside the field and keeps the input`, async (t) => {
    const { member, visitor } = await startServer(t);
    for (const who of [await member(), visitor()]) {
      const { text } = await who.post('/join').type('form').send({ code: typed }).expect(422);
      assert.match(text, /<title>Error: /);
      assert.match(text, /id="code-problem"/);
      const input = /<input[^>]*id="code"[^>]*>/.exec(text)?.[0] ?? '';
      assert.match(input, /aria-invalid="true"/);
      assert.match(input, /aria-describedby="[^"]*\bcode-problem\b/);
      assert.doesNotMatch(text, /<script>alert/);
      if (typed === '!!!') assert.match(input, /value="!!!"/);
    }
  });
}

test('the page of a meeting carries what its script needs, and nothing that is secret', async (t) => {
  const { member } = await startServer(t);
  const ann = await member({ name: `"><script>alert('Ann')</script>&` });
  const { text } = await ann.get(`/room/${CODE}`).expect(200);
  assert.doesNotMatch(text, /<script>/);
  const data = /data-config="([^"]*)"/.exec(text)?.[1] ?? '';
  const unescaped = data
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  const { userId, ...config } = JSON.parse(unescaped) as Record<string, unknown>;
  assert.match(String(userId), /^[0-9a-f]{24}$/);
  assert.deepEqual(config, {
    code: CODE,
    name: `"><script>alert('Ann')</script>&`,
    isGuest: false,
    maxParticipants: 12,
  });
  assert.match(text, /Ready to join\?/);
});

test('opening the page of a meeting does not create the meeting', async (t) => {
  const { member } = await startServer(t);
  const ann = await member();
  await ann.get(`/room/${CODE}`).expect(200);
  assert.doesNotMatch((await ann.get('/home')).text, new RegExp(`/room/${CODE}`));
});

test('a code in another spelling redirects to the normal one', async (t) => {
  const { member } = await startServer(t);
  const ann = await member();
  for (const path of ['/room/ABC-DEFG-HJK', '/room/abcdefghjk', '/room/abc%20defg%20hjk']) {
    const { status, headers } = await ann.get(path);
    assert.ok([301, 302, 303, 307, 308].includes(status), path);
    assert.equal(headers['location'], `/room/${CODE}`);
  }
});

test('an impossible code leads to an error page with a link home', async (t) => {
  const { member } = await startServer(t);
  const ann = await member();
  for (const path of ['/room/!!!', '/room/a%3Cscript%3Eb', `/room/${'x'.repeat(65)}`]) {
    const { text } = await ann.get(path).expect(404);
    assert.match(text, /This isn’t a valid meeting link\./, path);
    assert.match(text, /href="\/home"/, path);
    assert.doesNotMatch(text, /<script>/);
  }
});

test('an unknown address leads to an error page, for strangers and members', async (t) => {
  const { member, visitor } = await startServer(t);
  for (const who of [await member(), visitor()]) {
    for (const path of [
      '/nowhere',
      '/room',
      '/build/nothing.js',
      '/views/pages/home.ejs',
      '/../package.json',
    ]) {
      const { text, headers } = await who.get(path).expect(404);
      assert.match(String(headers['content-type']), /^text\/html/, path);
      assert.match(text, /<h1/, path);
      assert.match(text, /<a [^>]*href="\/(home)?"/, path);
    }
  }
});

test('unreadable or too large requests are refused with an error page', async (t) => {
  const { visitor } = await startServer(t);
  for (const path of ['/room/%E0%A4%A', '/%']) {
    const { text } = await visitor().get(path);
    assert.match(text, /<h1/, path);
    assert.doesNotMatch(text, /URIError|node_modules/);
  }
  const flood = await visitor()
    .post('/login')
    .type('form')
    .send({ username: 'a'.repeat(200_000) });
  assert.equal(flood.status, 413);
  assert.match(flood.text, /<h1/);
  const fields = await visitor()
    .post('/login')
    .type('form')
    .send(Array.from({ length: 2_000 }, (_, i) => `f${i}=1`).join('&'));
  assert.equal(fields.status, 413);
});

const MALFORMED: [what: string, type: string, body: string][] = [
  ['nothing', 'application/x-www-form-urlencoded', ''],
  ['JSON', 'application/json', '{"username":{"$ne":null},"password":{"$ne":null}}'],
  ['an operator', 'application/x-www-form-urlencoded', 'username[$ne]=x&password[$ne]=x&code[$ne]=x'],
  ['lists', 'application/x-www-form-urlencoded', 'username=a&username=b&password=a&password=b&code=a&code=b'],
  ['a prototype', 'application/x-www-form-urlencoded', '__proto__[username]=a&constructor=b'],
  ['text', 'text/plain', 'username=ann'],
  ['broken escapes', 'application/x-www-form-urlencoded', 'username=%E0%A4%A&password=%zz&code=%zz'],
  ['a foreign alphabet', 'application/x-www-form-urlencoded; charset=utf-7', 'username=ann'],
  ['what is not compressed', 'application/x-www-form-urlencoded', 'username=ann'],
];

for (const [what, type, body] of MALFORMED) {
  test(`a form that carries ${what} gets an answer below 500, and nobody in`, async (t) => {
    const { visitor, lines } = await startServer(t);
    for (const path of ['/login', '/register', '/join']) {
      const request = visitor().post(path).set('Content-Type', type);
      if (what === 'what is not compressed') request.set('Content-Encoding', 'gzip');
      const { status, headers } = await request.send(body);
      assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
      assert.equal(headers['set-cookie'], undefined, path);
    }
    assert.deepEqual(
      lines.filter((line) => line.includes(' error ')),
      [],
    );
  });
}
