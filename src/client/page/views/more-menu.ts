import { find } from '../../lib/dom.js';

/** On a phone, the "More" button shows the controls that have no room in the toolbar. */
export function createMoreMenu(page: ParentNode) {
  const button = find(page, '#more', HTMLButtonElement);
  const extra = find(page, '#extra', HTMLElement);

  function show(isOpen: boolean): void {
    button.setAttribute('aria-expanded', String(isOpen));
    extra.classList.toggle('controls__extra--open', isOpen);
  }

  button.addEventListener('click', () => {
    show(button.getAttribute('aria-expanded') !== 'true');
  });
  extra.addEventListener('click', () => {
    show(false);
  });
  return { button };
}
