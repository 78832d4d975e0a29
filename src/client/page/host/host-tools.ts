import { mayModerate, type CallState } from '../../call/call-state.js';
import type { Moderate } from '../../call/moderation.js';
import { clone, find } from '../../lib/dom.js';
import type { PeoplePanel } from '../views/people-panel.js';
import { createCallTools } from './call-tools.js';
import { createConfirmDialog } from './confirm-dialog.js';
import { createPersonMenus } from './person-menus.js';
import { createWaitingList } from './waiting-list.js';

export interface HostToolOptions {
  page: HTMLElement;
  /** The entry of a participant in the people panel. */
  entryOf: PeoplePanel['entryOf'];
  moderate: Moderate;
  /** Takes the person from the page of the call to another one. */
  leave(): void;
}

export interface HostTools {
  render(state: CallState): void;
}

/** The tools of hosts and co-hosts in the people panel: waiting room, buttons for everyone, a menu per person. */
export function createHostTools({ page, entryOf, moderate, leave }: HostToolOptions): HostTools {
  const panel = find(page, '#people', HTMLElement);
  const closeButton = find(panel, '[data-close-panel]', HTMLButtonElement);
  const head = clone(page, '#host-head-template');
  const foot = clone(page, '#host-foot-template');
  find(panel, '.people__scroll', HTMLElement).prepend(head);
  panel.append(foot);
  const dialog = createConfirmDialog(page);
  const renderWaiting = createWaitingList(page, head, moderate);
  const renderTools = createCallTools(foot, moderate, dialog.ask, leave);
  const menus = createPersonMenus({ page, panel, entryOf, moderate, ask: dialog.ask });

  return {
    render(state) {
      const isHost = mayModerate(state);
      if (!isHost || state.phase === 'ended') dialog.close();
      if (panel.hidden) return;
      const hadFocus = head.contains(document.activeElement) || foot.contains(document.activeElement);
      head.hidden = !isHost;
      foot.hidden = !isHost;
      if (hadFocus && !isHost) closeButton.focus();
      renderWaiting(state.waitingRoom, () => {
        closeButton.focus();
      });
      renderTools(state);
      menus.render(state);
    },
  };
}
