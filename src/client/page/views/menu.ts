import { clone } from '../../lib/dom.js';
import { indexAfterKey } from './arrow-keys.js';

export interface MenuItem {
  /** Names the item, so that it keeps the focus when other items come and go. */
  readonly key: string;
  readonly label: string;
  /** The menu shows a copy of it before the label. */
  readonly icon?: Element;
  readonly isDanger: boolean;
  /** Only for a choice: one of several (`radio`), or one that can be made or not (`checkbox`). */
  readonly choice?: { readonly kind: 'radio' | 'checkbox'; readonly isMade: boolean };
  run(): void;
}

/** The distance to the button and to the edges of the window, in CSS pixels. */
const GAP_PX = 4;

/**
 * The menu of a menu button, by the pattern of the ARIA Authoring Practices. One menu serves many buttons. It has a fixed
 * position in the window, so that no scrolling list cuts it off.
 */
export function createMenu(page: ParentNode, container: HTMLElement, id: string) {
  const menu = clone(page, '#menu-template');
  menu.id = id;
  container.append(menu);
  let owner: HTMLButtonElement | null = null;
  let items: readonly MenuItem[] = [];

  menu.addEventListener('keydown', (event) => {
    if (!onKey(event.key)) return;
    event.preventDefault();
    event.stopPropagation(); // Escape closes the menu only, and not the panel around it
  });
  menu.addEventListener('click', ({ target }) => {
    const index = buttons().findIndex((button) => target instanceof Node && button.contains(target));
    const item = items[index];
    if (!item) return;
    close(true);
    item.run();
  });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    // Without a related target the window has lost the focus. A click outside is noticed below.
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget) && relatedTarget !== owner)
      close(false);
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !menu.contains(target) && !owner?.contains(target)) close(false);
  });
  window.addEventListener('resize', () => {
    close(true);
  });
  document.addEventListener(
    'scroll',
    ({ target }) => {
      if (target instanceof Node && owner && target.contains(owner)) close(true);
    },
    { capture: true },
  );

  function buttons(): HTMLButtonElement[] {
    return [...menu.querySelectorAll('button')];
  }

  /** Returns whether the menu uses this key. */
  function onKey(key: string): boolean {
    const all = buttons();
    const at = all.findIndex((button) => button === document.activeElement);
    const next = indexAfterKey(key, at, all.length, 'vertical');
    if (next !== null) all[next]?.focus();
    else if (key === 'Escape') close(true);
    else if (key === 'Tab') {
      close(true); // the browser moves the focus on from the menu button
      return false;
    } else if (key.length === 1 && key !== ' ') focusByLetter(all, at, key);
    else return false;
    return true;
  }

  function close(isFocusReturning: boolean): void {
    if (!owner) return;
    const button = owner;
    owner = null; // first, because hiding the menu takes the focus from it
    button.setAttribute('aria-expanded', 'false');
    button.removeAttribute('aria-controls');
    menu.hidden = true;
    if (isFocusReturning) button.focus();
  }

  function draw(next: readonly MenuItem[]): void {
    const isSame =
      next.length === items.length && next.every((item, index) => isSameItem(item, items[index]));
    const focused = items[buttons().findIndex((button) => button === document.activeElement)]?.key;
    items = next;
    if (isSame) return;
    const hadFocus = menu.contains(document.activeElement);
    const current = owner;
    owner = null; // removing the focused item must not close the menu
    menu.replaceChildren(
      ...next.map(({ label, icon, isDanger, choice }) => {
        const button = clone(page, '#menu-item-template');
        button.textContent = label;
        if (icon) button.prepend(icon.cloneNode(true));
        if (choice) {
          button.setAttribute('role', `menuitem${choice.kind}`);
          button.setAttribute('aria-checked', String(choice.isMade));
        }
        button.classList.toggle('menu__item--danger', isDanger);
        return button;
      }),
    );
    owner = current;
    if (hadFocus)
      buttons()[
        Math.max(
          0,
          next.findIndex(({ key }) => key === focused),
        )
      ]?.focus();
  }

  function place(button: HTMLElement): void {
    const { top, bottom, right } = button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = menu;
    const below = bottom + GAP_PX;
    const above = top - GAP_PX - height;
    const hasRoomBelow = below + height <= window.innerHeight - GAP_PX;
    menu.style.left = `${Math.max(GAP_PX, right - width)}px`;
    menu.style.top = `${hasRoomBelow ? below : Math.max(GAP_PX, above)}px`;
  }

  return {
    /** Opens the menu below the button, or closes it if it is open there. `last` focuses the last item. */
    toggle(button: HTMLButtonElement, next: readonly MenuItem[], { last = false } = {}): void {
      const isOpenHere = owner === button;
      close(isOpenHere);
      if (isOpenHere || next.length === 0) return;
      draw(next);
      owner = button;
      menu.setAttribute('aria-labelledby', button.id);
      button.setAttribute('aria-expanded', 'true');
      button.setAttribute('aria-controls', menu.id);
      menu.hidden = false;
      place(button);
      buttons()
        .at(last ? -1 : 0)
        ?.focus();
    },
    /** Shows the present items of the open menu. */
    update(button: HTMLButtonElement, next: readonly MenuItem[]): void {
      if (owner !== button) return;
      if (next.length === 0) close(true);
      else draw(next);
    },
    close,
    /** Closes the menu if its button is gone. */
    closeIfOrphaned(): void {
      if (owner?.isConnected === false) close(false);
    },
  };
}

function isSameItem(item: MenuItem, other: MenuItem | undefined): boolean {
  return item.key === other?.key && item.choice?.isMade === other.choice?.isMade;
}

function focusByLetter(all: readonly HTMLButtonElement[], at: number, letter: string): void {
  const wanted = letter.toLocaleLowerCase();
  const inOrder = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  inOrder.find(({ textContent }) => textContent.toLocaleLowerCase().startsWith(wanted))?.focus();
}
