import { messages as t } from '#messages/ringing';
import { find, setText } from '../../lib/dom.js';

/** The button that copies the link to a meeting of two. The page has it after a link was made. */
export function createCopyLink(): void {
  const button = document.querySelector('#copy-link');
  if (!(button instanceof HTMLButtonElement)) return;
  const link = find(document, '#meeting-link', HTMLInputElement);
  const outcome = find(document, '#copy-outcome', HTMLElement);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(link.value); // insecure pages have no clipboard
      setText(outcome, t.linkCopied());
    } catch {
      link.select();
      setText(outcome, t.linkNotCopied());
    }
  }

  button.hidden = false;
  button.addEventListener('click', () => void copy());
}
