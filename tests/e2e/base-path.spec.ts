import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { launchBrowser } from './support/browsers.js';
import { BuiltServer } from './support/built-server.js';
import { Person } from './support/people.js';
import { expectCamera } from './support/tile-checks.js';
import { expect, test } from './support/test.js';

/** A proxy that passes everything below `/parley` on with that path, sockets too, and has pages of its own beside it. */
async function startProxy(target: () => string): Promise<Server> {
  const forward = ({ method, url, headers }: IncomingMessage) =>
    request(`${target()}${url ?? ''}`, { method, headers });
  const proxy = createServer((incoming, answer) => {
    if (!incoming.url?.startsWith('/parley')) return void answer.writeHead(418).end('another program');
    const passed = forward(incoming).on('response', (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    incoming.pipe(passed);
  });
  proxy.on('upgrade', (incoming: IncomingMessage, socket, head) => {
    if (!incoming.url?.startsWith('/parley/socket.io/')) return void socket.destroy();
    const passed = forward(incoming).on('upgrade', (reply, behind, first) => {
      const lines = Object.entries(reply.headers).map(([name, value]) => `${name}: ${String(value)}`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      socket.write(first);
      behind.write(head);
      behind.on('error', () => socket.destroy());
      socket.on('error', () => behind.destroy());
      behind.pipe(socket).pipe(behind);
    });
    passed.on('error', () => socket.destroy());
    passed.end();
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return proxy;
}

test('below a path, people register, meet, use the tools of a host, leave and call each other, and no page leads elsewhere', async ({
  code,
}) => {
  let behind = '';
  const proxy = await startProxy(() => behind);
  const origin = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const server = await BuiltServer.start({ PUBLIC_URL: `${origin}/parley` });
  behind = server.origin;
  const browser = await launchBrowser('call', 'blue');
  const strayed: string[] = [];

  async function arrive(name: string): Promise<Person> {
    const context = await browser.newContext({ baseURL: `${origin}/parley/` });
    const page = await context.newPage();
    page.on('response', (response) => {
      if (response.status() >= 400) strayed.push(`${response.status()} ${response.url()}`);
    });
    await page.goto('register');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    await page.getByRole('textbox', { name: 'Username' }).fill(name.toLowerCase());
    await page.getByLabel('Password').fill('seven blue kites');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL(`${origin}/parley/home`);
    await page.goto(`room/${code}`);
    const person = new Person(name, page);
    await person.joinNow();
    return person;
  }

  const ann = await arrive('Ann');
  const ben = await arrive('Ben');
  await Promise.all([expectCamera(ann.tileOf(ben)), expectCamera(ben.tileOf(ann))]);
  // Loads the bundle for hosts.
  const people = await ann.openPanel('People');
  await expect(people.getByRole('button', { name: /Ben/ }).first()).toBeVisible();
  for (const person of [ann, ben]) {
    await person.toolbar.getByRole('button', { name: 'Leave' }).click();
    await person.page.getByRole('link', { name: 'Back to home' }).click();
    await person.page.waitForURL(`${origin}/parley/home`);
  }
  const worker = await ann.page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
  expect(worker).toBe(`${origin}/parley/`);

  await ann.page.goto('people/ben');
  await ann.page.getByRole('button', { name: 'Call', exact: true }).click();
  await ben.page
    .getByRole('dialog', { name: 'Incoming call' })
    .getByRole('button', { name: 'Answer' })
    .click();
  for (const person of [ann, ben]) {
    await person.page.waitForURL(new RegExp(`^${origin}/parley/room/`));
    await expect(person.toolbar).toBeVisible();
  }
  await expect(ann.tiles).toHaveCount(2);
  expect(strayed).toEqual([]);
  expect([...ann.errors, ...ben.errors]).toEqual([]);
  await browser.close();
  await server.close();
  proxy.closeAllConnections();
  proxy.close();
});
