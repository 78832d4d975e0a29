import { find } from '../../lib/dom.js';
import { indexAfterKey } from './arrow-keys.js';

/**
 * On a phone, the "More" button shows the controls that have no room in the toolbar. They stay the same buttons, so they
 * keep their names and states, but the keys work as in a menu.
 */
export function createMoreMenu(page: ParentNode, onToggle: () => void) {
  const button = find(page, '#more', HTMLButtonElement);
  const extra = find(page, '#extra', HTMLElement);
  const isOpen = () => button.getAttribute('aria-expanded') === 'true';
  const buttons = () => [...extra.querySelectorAll('button')].filter((each) => !each.hidden);

  function show(isOpening: boolean): void {
    button.setAttribute('aria-expanded', String(isOpening));
    extra.classList.toggle('controls__extra--open', isOpening);
    onToggle();
  }

  /** `isFocusReturning` brings the focus to the button "More", if a control of the menu has it. */
  function close(isFocusReturning: boolean): void {
    if (!isOpen()) return;
    // First, because hiding the menu takes the focus from it.
    if (isFocusReturning && extra.contains(document.activeElement)) button.focus();
    show(false);
  }

  function open(focused: HTMLButtonElement | undefined): void {
    show(true);
    focused?.focus();
  }

  button.addEventListener('click', () => {
    if (isOpen()) close(true);
    else open(buttons()[0]);
  });
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    event.stopPropagation(); // the toolbar would move the focus to another button
    open(buttons().at(event.key === 'ArrowUp' ? -1 : 0));
  });
  extra.addEventListener('keydown', (event) => {
    if (!isOpen()) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      close(true);
      return;
    }
    const all = buttons();
    const at = all.findIndex((each) => each === document.activeElement);
    const next = indexAfterKey(event.key, at, all.length, 'both');
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    all[next]?.focus();
  });
  extra.addEventListener('click', ({ target }) => {
    // A control with a menu of its own opens it beside itself.
    const control = target instanceof Element ? target.closest('button') : null;
    if (control && control.getAttribute('aria-haspopup') !== 'menu') close(true);
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Element && !target.closest('#extra, #more, [role="menu"]')) close(false);
  });
  extra.addEventListener('focusout', ({ relatedTarget }) => {
    // Without a related target the window has lost the focus.
    if (relatedTarget instanceof Element && !relatedTarget.closest('#extra, #more, [role="menu"]'))
      close(false);
  });
  return { close };
}
