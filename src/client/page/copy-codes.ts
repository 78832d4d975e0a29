import { find } from '../lib/dom.js';

/** Shows the button if the browser can copy: it has no clipboard on pages without HTTPS. */
export function offerToCopyCodes(button: HTMLButtonElement): void {
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!clipboard) return;
  const copied = find(document, '[data-copied]', HTMLElement);
  const list = find(document, '.codes', HTMLElement);
  const codes = [...list.querySelectorAll('code')].map(({ textContent }) => textContent);
  button.hidden = false;
  button.addEventListener('click', () => {
    clipboard.writeText(codes.join('\n')).then(
      () => {
        copied.hidden = false;
      },
      () => {
        // The person has forbidden it. Selects the codes, so that they can copy them with the menu or the keyboard.
        getSelection()?.selectAllChildren(list);
      },
    );
  });
}
