import { find, setText } from '../../lib/dom.js';

/** Returns a function that lets screen readers announce a text, also the same one twice, through the live region of the page. */
export function createAnnouncer(page: ParentNode): (text: string) => void {
  const live = find(page, '#live', HTMLElement);
  return (text) => {
    // Screen readers announce changes only.
    setText(live, live.textContent === text ? `${text}\u00a0` : text);
  };
}
