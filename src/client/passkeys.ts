// The pages with passkeys: shows their forms if this browser can use passkeys at this address, and copies recovery codes.
import { offerToCopyCodes } from './page/copy-codes.js';
import { attachPasskeyForm, canUsePasskeys } from './page/passkey-form.js';

const forms = [...document.querySelectorAll<HTMLFormElement>('form[data-passkey]')];
const isHere = forms.every((form) => form.dataset['host'] === location.hostname);

if (!canUsePasskeys() || !isHere) {
  const reason = isHere ? 'unsupported' : 'elsewhere';
  for (const hint of document.querySelectorAll<HTMLElement>(`[data-passkey-hint="${reason}"]`))
    hint.hidden = false;
} else {
  for (const form of forms) {
    if (form.dataset['passkey'] !== 'confirm') attachPasskeyForm(form);
    form.hidden = false;
  }
  for (const word of document.querySelectorAll<HTMLElement>('[data-passkey-or]')) word.hidden = false;
}

const copy = document.querySelector<HTMLButtonElement>('[data-copy-codes]');
if (copy) offerToCopyCodes(copy);
