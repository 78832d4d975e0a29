import type { Person } from './support/people.js';
import { expect, test } from './support/test.js';

/** Presses a key as Safari reports it when the key ends a composition: with the key code of input methods. */
async function pressInInputMethod({ page }: Person, key: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).evaluate((box, pressed) => {
    const options = { key: pressed, keyCode: 229, bubbles: true, cancelable: true };
    box.dispatchEvent(new KeyboardEvent('keydown', options));
  }, key);
}

test('keys that belong to an input method neither send a message nor close the chat', async ({
  arrive,
  code,
}) => {
  const ann = await arrive('Ann');
  await ann.join(code);
  const chat = await ann.openPanel('Chat');
  const box = ann.page.getByRole('textbox', { name: 'Message' });
  await box.fill('にほん');
  await pressInInputMethod(ann, 'Enter');
  await pressInInputMethod(ann, 'Escape');
  await expect(box).toHaveValue('にほん');
  await expect(ann.messages).toHaveCount(0);
  await expect(chat).toBeVisible();
  await box.press('Enter');
  await expect(ann.messages).toHaveText([/にほん/]);
  await box.press('Escape');
  await expect(chat).toBeHidden();
});
