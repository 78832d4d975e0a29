import { messages as t } from '#messages/page';
import { clone, find, setText } from '../../lib/dom.js';
import type { CallState, Notice } from '../../call/call-state.js';

/** Short notices at the edge of the page. The live region repeats them, and new chat messages, for screen readers. */
export function createNoticesView(page: ParentNode, dismiss: (key: number) => void) {
  const container = find(page, '#notices', HTMLElement);
  const live = find(page, '#live', HTMLElement);
  const views = new Map<number, HTMLElement>();
  let newest = 0;
  let unread = 0;

  return function render(state: CallState): void {
    const keys = new Set(state.notices.map(({ key }) => key));
    for (const [key, view] of views) {
      // A notice whose button has the focus stays, so that it does not vanish while the person presses the button.
      if (keys.has(key) || view.contains(document.activeElement)) continue;
      view.remove();
      views.delete(key);
    }
    for (const notice of state.notices) if (!views.has(notice.key)) show(notice);
    const last = state.notices.at(-1);
    if (last && last.key > newest) {
      newest = last.key;
      setText(live, last.text);
    } else if (state.unread > unread) {
      const message = state.chat.findLast((line) => !line.isOwn);
      if (message) setText(live, t.chatNews({ name: message.name, text: message.text }));
    }
    unread = state.unread;
  };

  function show(notice: Notice): void {
    const view = clone(page, '#notice-template');
    view.classList.toggle('notice--problem', notice.isProblem);
    setText(find(view, '.notice__text', HTMLElement), notice.text);
    find(view, 'button', HTMLButtonElement).addEventListener('click', (event) => {
      if (event.currentTarget instanceof HTMLElement) event.currentTarget.blur();
      dismiss(notice.key);
    });
    views.set(notice.key, view);
    container.append(view);
  }
}
