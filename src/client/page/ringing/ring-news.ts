import type { PersonCard } from '../../../shared/ring-protocol.js';
import { clone, find, setText } from '../../lib/dom.js';
import { ownAddress } from '../../lib/own-address.js';

const SHOWN_MS = 20_000;

/** Says something about a call at the edge of the page, with a way to call back. */
export function tellNews(text: string, { username }: PersonCard): void {
  const region = find(document, '#ring-news', HTMLElement);
  const line = clone(document, '#ring-news-template');
  setText(find(line, '.ring-news__text', HTMLElement), text);
  find(line, '.ring-news__way', HTMLAnchorElement).href = ownAddress(
    `people/${encodeURIComponent(username)}`,
  );
  const remove = () => {
    line.remove();
  };
  find(line, '.ring-news__close', HTMLButtonElement).addEventListener('click', remove);
  region.replaceChildren(line);
  setTimeout(() => {
    // A person who is about to use the line keeps it.
    if (!line.matches(':hover, :focus-within')) remove();
  }, SHOWN_MS);
}
