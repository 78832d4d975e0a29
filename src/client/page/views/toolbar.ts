import { indexAfterKey } from './arrow-keys.js';

/**
 * Makes a toolbar one stop of the Tab key; arrow keys, Home and End move inside it (ARIA Authoring Practices, pattern
 * "Toolbar"). Tab returns to the button that had the focus last. Returns a function to call after buttons have been
 * shown or hidden.
 */
export function createToolbar(toolbar: HTMLElement): () => void {
  const all = [...toolbar.querySelectorAll('button')];
  let stop = all[0];

  // A button in a closed menu or on another screen size has no box.
  const visible = () =>
    all.filter((button) => button.offsetParent !== null || button === document.activeElement);

  function update(): void {
    const buttons = visible();
    if (!stop || (!buttons.includes(stop) && buttons.length > 0)) stop = buttons[0];
    for (const button of all) button.tabIndex = button === stop ? 0 : -1;
  }

  toolbar.addEventListener('focusin', ({ target }) => {
    stop = all.find((button) => button === target) ?? stop;
    update();
  });
  toolbar.addEventListener('keydown', (event) => {
    const { ctrlKey, altKey, metaKey, key, target } = event;
    const buttons = visible();
    const at = buttons.findIndex((button) => button === target);
    if (ctrlKey || altKey || metaKey || at < 0) return;
    const next = indexAfterKey(key, at, buttons.length, 'both');
    if (next === null) return;
    event.preventDefault();
    buttons[next]?.focus();
  });
  new ResizeObserver(update).observe(toolbar);
  update();
  return update;
}
