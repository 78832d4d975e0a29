import assert from 'node:assert/strict';
import { test } from 'node:test';
import express from 'express';
import { hostile, hostileUser, plain, user } from '../../tests/support/sample-pages.js';
import { VIEWS_DIR } from '../paths.js';
import { messagesFor } from '../messages/messages.js';
import { linksBelow } from './links-below.js';
import type { PageLocals, Pages } from './pages.js';
import { useTemplates } from '../template-engine.js';

const shared: PageLocals = {
  user,
  registrationOpen: true,
  randomOn: true,
  theme: 'system',
  language: 'en',
  locale: 'en-GB',
  t: messagesFor('en'),
  asset: (name) => `/build/${name}`,
};

function render(page: keyof Pages, locals: object, basePath: string): Promise<string> {
  const app = express();
  useTemplates(app, { folder: VIEWS_DIR, basePath });
  return new Promise((resolve, reject) => {
    app.render(`pages/${page}`, { ...shared, ...locals }, (error: Error | null, html) => {
      if (error) reject(error);
      else resolve(html);
    });
  });
}

/** Every attribute that holds a path from the root. The fields of forms hold paths too, which the server reads. */
const paths = (html: string) =>
  [...html.matchAll(/\s([\w-]+)="(\/(?!\/)[^"]*)"/g)]
    .filter(([, name]) => name !== 'value')
    .map(([, , path = '']) => path);

for (const page of Object.keys(plain) as (keyof Pages)[]) {
  test(`every address in the page "${page}" is below the path of PUBLIC_URL`, async () => {
    const atRoot = paths(await render(page, plain[page], ''));
    assert.ok(atRoot.includes('/favicon.svg'));
    assert.deepEqual(
      paths(await render(page, plain[page], '/parley')),
      atRoot.map((path) => `/parley${path}`),
    );
  });
}

test('a text that looks like an address of this server stays as it is', async () => {
  const name = '" href="/home';
  const locals = { ...hostile.home, user: { ...hostileUser, name } };
  assert.ok((await render('home', locals, '/parley')).includes('&#34; href=&#34;/home'));
});

test('addresses of other servers and places in the same page stay as they are', () => {
  const html =
    '<a href="//other.example/"> <a href="https://other.example/"> <a href="#here"> <a href="?older">';
  assert.equal(linksBelow(html, '/parley'), html);
});
