import { messages as t } from '#messages/settings';
import { find, setText } from '../../lib/dom.js';
import { ownAddress } from '../../lib/own-address.js';

/** The language of the account, and the theme of this browser. The server keeps both, because it renders the pages. */
export function createAccountChoices(dialog: ParentNode): void {
  const status = find(dialog, '#settings-status', HTMLElement);
  const theme = find(dialog, '#theme', HTMLSelectElement);
  const language = dialog.querySelector('#language'); // guests have no account

  async function send(path: string, fields: Record<string, string>, saved: string): Promise<void> {
    setText(status, '');
    let isSaved = false;
    try {
      const body = new URLSearchParams(fields);
      const answer = await fetch(ownAddress(path), { method: 'POST', body, redirect: 'manual' });
      isSaved = answer.type === 'opaqueredirect' || answer.ok;
    } catch {
      // The server is away.
    }
    setText(status, isSaved ? saved : t.notSaved());
  }

  theme.addEventListener('change', () => void send('theme', { theme: theme.value }, t.themeSaved()));
  if (language instanceof HTMLSelectElement) {
    language.addEventListener(
      'change',
      () => void send('account', { language: language.value }, t.languageSaved()),
    );
  }
}
