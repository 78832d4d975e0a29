import { clone, find, setText } from '../../lib/dom.js';
import type { CallState, Notice } from '../../call/call-state.js';
import { announcement } from './announcements.js';

export interface NoticeActions {
  dismissNotice(key: number): void;
  showPeople(): void;
}

/** Short notices at the edge of the page. The live region repeats them, and other news, for screen readers. */
export function createNoticesView(page: ParentNode, actions: NoticeActions) {
  const container = find(page, '#notices', HTMLElement);
  const live = find(page, '#live', HTMLElement);
  const views = new Map<number, HTMLElement>();
  let shown: CallState | null = null;

  return function render(state: CallState): void {
    const before = shown;
    shown = state;
    const keys = new Set(state.notices.map(({ key }) => key));
    for (const [key, view] of views) {
      // A notice whose button has the focus stays, so that it does not vanish while the person presses the button.
      if (keys.has(key) || view.contains(document.activeElement)) continue;
      view.remove();
      views.delete(key);
    }
    for (const notice of state.notices) if (!views.has(notice.key)) show(notice);
    const news = announcement(before, state);
    if (news !== null) setText(live, news);
  };

  function show(notice: Notice): void {
    const view = clone(page, '#notice-template');
    const action = find(view, '.notice__action', HTMLButtonElement);
    view.classList.toggle('notice--problem', notice.isProblem);
    view.classList.toggle('notice--lasting', notice.action !== null);
    setText(find(view, '.notice__text', HTMLElement), notice.text);
    action.hidden = notice.action === null;
    action.addEventListener('click', () => {
      action.blur();
      actions.dismissNotice(notice.key);
      actions.showPeople();
    });
    const close = find(view, '.notice__close', HTMLButtonElement);
    close.addEventListener('click', () => {
      close.blur();
      actions.dismissNotice(notice.key);
    });
    views.set(notice.key, view);
    container.append(view);
  }
}
