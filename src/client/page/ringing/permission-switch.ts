import { find } from '../../lib/dom.js';

/** The part of the page _People_ that asks for the permission to show notifications, at a click and never by itself. */
export function createPermissionSwitch(): void {
  const section = document.querySelector('#ring-notifications');
  if (!(section instanceof HTMLElement) || typeof Notification === 'undefined') return;

  function show(): void {
    for (const part of find(document, '#ring-notifications', HTMLElement).querySelectorAll(
      '[data-permission]',
    )) {
      if (part instanceof HTMLElement) part.hidden = part.dataset['permission'] !== Notification.permission;
    }
  }

  find(section, 'button', HTMLButtonElement).addEventListener('click', () => {
    void Notification.requestPermission().then(show);
  });
  section.hidden = false;
  show();
}
