import { expect, test } from './support/test.js';

test('messages go both ways, show their sender, and reach people who join later', async ({
  twoInCall,
  arrive,
  code,
}) => {
  const [ann, ben] = await twoInCall();
  await ann.openPanel('Chat');
  await ann.sendMessage('Hello Ben');
  await expect(ann.messages).toHaveText([/You.*Hello Ben/s]);

  await ben.openPanel('Chat');
  await expect(ben.messages).toHaveText([/Ann.*Hello Ben/s]);
  const box = ben.page.getByRole('textbox', { name: 'Message' });
  await box.fill('First line');
  await box.press('Shift+Enter');
  await box.pressSequentially('second line');
  await box.press('Enter');
  await expect(box).toHaveValue('');
  await expect(ann.messages.nth(1)).toContainText('Ben');
  await expect(ann.messages.nth(1)).toContainText('First line\nsecond line', { useInnerText: true });

  const cid = await arrive('Cid');
  await cid.join(code);
  await cid.openPanel('Chat');
  await expect(cid.messages).toHaveText([/Ann.*Hello Ben/s, /Ben.*First line\s+second line/s]);
});

test('a new call in the same meeting does not show the messages of an earlier one', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  await ann.openPanel('Chat');
  await ann.sendMessage('For today only');
  await expect(ann.messages).toHaveCount(1);
  await ann.leave();
  const ben = await arrive('Ben');
  await ben.join(code);
  await ben.openPanel('Chat');
  await ben.sendMessage('Another call');
  await expect(ben.messages).toHaveText([/Another call/]);
});

test('web addresses become safe links, and nothing else does', async ({ twoInCall }) => {
  const [ann, ben] = await twoInCall();
  await ann.openPanel('Chat');
  await ben.openPanel('Chat');
  await ann.sendMessage('See https://example.org/a?b=c&d (or http://example.org/plain).');
  const links = ben.messages.first().getByRole('link');
  await expect(links).toHaveText(['https://example.org/a?b=c&d', 'http://example.org/plain']);
  for (const link of await links.all()) {
    await expect(link).toHaveAttribute('target', '_blank');
    await expect(link).toHaveAttribute('rel', /\bnoopener\b/);
    await expect(link).toHaveAttribute('rel', /\bnoreferrer\b/);
  }
  const harmful = [
    'javascript:window.hacked=1',
    'data:text/html,<script>window.hacked=1</script>',
    'java\u0000script:https',
    'file:///etc/passwd',
    'vbscript:msgbox(1)',
  ];
  await ann.sendMessage(harmful.join(' '));
  await expect(ben.messages.nth(1)).toContainText('vbscript:msgbox(1)');
  await expect(ben.messages.nth(1).getByRole('link')).toHaveCount(0);
});

test('markup in a message or a name stays text, for the others and for the sender', async ({
  arrive,
  code,
}) => {
  const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>&lt;b&gt;';
  const name = '<b onclick=alert(1)>Mallory</b>';
  const mallory = await arrive(name, { account: false });
  await mallory.page.goto('/register');
  await mallory.page.getByLabel('Name', { exact: true }).fill(name);
  await mallory.page.getByLabel('Username').fill(code);
  await mallory.page.getByLabel('Password').fill('seven blue kites');
  await mallory.page.getByRole('button', { name: 'Create account' }).click();
  await expect(mallory.page.getByRole('heading', { level: 1 })).toContainText(name);

  const ben = await arrive('Ben');
  await mallory.join(code);
  await ben.join(code);
  await mallory.openPanel('Chat');
  await ben.openPanel('Chat');
  await mallory.sendMessage(hostile);
  for (const person of [mallory, ben]) {
    await expect(person.messages.first()).toContainText(hostile);
    await expect(person.messages.locator('img, script, b')).toHaveCount(0);
    expect(await person.page.evaluate(() => 'hacked' in window)).toBe(false);
  }
  await expect(ben.messages.first()).toContainText(name);
  await expect(ben.tileOf(mallory)).toContainText(name);
  await mallory.leave();
  await mallory.page.goto('/history');
  await expect(mallory.page.getByRole('listitem').filter({ hasText: code }).first()).toContainText(name);
});

test('a message written while the server is away arrives once, after it is back', async ({
  twoInCall,
  startBuiltServer,
}) => {
  const server = await startBuiltServer();
  const [ann, ben] = await twoInCall({ server });
  await ann.openPanel('Chat');
  await ben.openPanel('Chat');
  await ann.sendMessage('Before');
  await expect(ben.messages).toHaveText([/Before/]);

  await server.kill();
  await expect(ann.banner).toBeVisible();
  await ann.sendMessage('Meanwhile');
  await expect(ann.messages).toHaveText([/Before/, /Meanwhile/]);
  await server.start();
  await expect(ann.banner).toBeHidden();
  await expect(ben.messages).toHaveText([/Before/, /Meanwhile/]);
  await ben.sendMessage('After');
  await expect(ann.messages).toHaveText([/Before/, /Meanwhile/, /After/]);
  await expect(ben.messages).toHaveText([/Before/, /Meanwhile/, /After/]);
  await expect(ann.page.getByText(/^Not sent/).filter({ visible: true })).toHaveCount(0);
});
