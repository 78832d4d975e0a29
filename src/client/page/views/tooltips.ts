import { clone, setText } from '../../lib/dom.js';

/** In CSS pixels. */
const GAP_PX = 1;
const EDGE_PX = 4;
const MOVES = new Set(['Tab', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End']);
/** The pointer may leave the button for this time on its way to the tooltip. */
const WAY_MS = 150;

/**
 * Shows what a button with an icon does while the pointer is over it or the keyboard has focused it. As WCAG 1.4.13 demands,
 * Escape hides the tooltip, the pointer can move over it, and it stays until pointer and focus have left.
 */
export function createTooltips(page: HTMLElement): void {
  const tooltip = clone(page, '#tooltip-template');
  // A popover is above dialogs and above an element in full screen. Older browsers show the tooltip below these.
  const isPopover = typeof tooltip.showPopover === 'function';
  if (isPopover) tooltip.popover = 'manual';
  page.append(tooltip);
  let owner: HTMLElement | null = null;
  /** The button whose tooltip the person does not want any more, until the pointer has left it. */
  let unwanted: HTMLElement | null = null;
  /** A focus that a script moves, for example into a panel that opens, shows nothing. */
  let isMovingFocus = false;
  let leaving: ReturnType<typeof setTimeout> | undefined;

  const changes = new MutationObserver(() => {
    if (owner) show(owner);
  });
  // It also notices a button that a closed panel has hidden, or that is gone.
  const sight = new IntersectionObserver((entries) => {
    if (entries.at(-1)?.isIntersecting === false) hide();
  });

  function show(button: HTMLElement): void {
    const text = hintOf(button);
    if (text === '') {
      hide();
      return;
    }
    clearTimeout(leaving);
    setText(tooltip, text);
    if (button !== owner) {
      hide();
      owner = button;
      changes.observe(button, { attributeFilter: ['data-hint', 'aria-label'] });
      sight.observe(button);
      tooltip.hidden = false;
      if (isPopover) tooltip.showPopover();
    }
    place(button);
  }

  function hide(): void {
    clearTimeout(leaving);
    if (!owner) return;
    owner = null;
    changes.disconnect();
    sight.disconnect();
    if (isPopover) tooltip.hidePopover();
    tooltip.hidden = true;
  }

  function place(button: HTMLElement): void {
    const { top, bottom, left, width } = button.getBoundingClientRect();
    const size = tooltip.getBoundingClientRect();
    const above = top - GAP_PX - size.height;
    const below = bottom + GAP_PX;
    const isAbove =
      button.closest('[role="toolbar"]') !== null || below + size.height > innerHeight - EDGE_PX;
    const middle = left + width / 2 - size.width / 2;
    tooltip.style.top = `${isAbove && above >= EDGE_PX ? above : below}px`;
    tooltip.style.left = `${Math.max(EDGE_PX, Math.min(middle, innerWidth - EDGE_PX - size.width))}px`;
  }

  document.addEventListener('pointerover', ({ target, pointerType }) => {
    if (pointerType === 'touch' || !(target instanceof Element)) return;
    if (tooltip.contains(target)) {
      clearTimeout(leaving);
      return;
    }
    const button = buttonAt(target);
    if (button !== unwanted) unwanted = null;
    if (button && button !== unwanted) show(button);
    else leave();
  });
  document.documentElement.addEventListener('pointerleave', leave);
  document.addEventListener('focusin', ({ target }) => {
    const button = isMovingFocus && target instanceof Element ? buttonAt(target) : null;
    if (button) show(button);
    else hide();
  });
  document.addEventListener('focusout', hide);
  document.addEventListener('pointerdown', ({ target }) => {
    isMovingFocus = false;
    unwanted = target instanceof Element ? buttonAt(target) : null;
    hide();
  });
  window.addEventListener('resize', hide);
  document.addEventListener('scroll', hide, { capture: true });
  // In the capture phase, because menus and panels use the keys too and stop their events.
  document.addEventListener(
    'keydown',
    (event) => {
      isMovingFocus = MOVES.has(event.key);
      if (event.key !== 'Escape' || !owner) return;
      unwanted = owner;
      // The first Escape hides the tooltip of the focused button, and the next one closes the panel around it.
      if (owner === document.activeElement) {
        event.preventDefault();
        event.stopPropagation();
      }
      hide();
    },
    { capture: true },
  );

  function leave(): void {
    // The focus keeps the tooltip of its button.
    if (!owner || owner.matches(':focus-visible')) return;
    clearTimeout(leaving);
    leaving = setTimeout(hide, WAY_MS);
  }
}

function buttonAt(target: Element): HTMLElement | null {
  const button = target.closest('button');
  return button && !button.disabled ? button : null;
}

/** Empty for a button that shows a text of its own. */
function hintOf(button: HTMLElement): string {
  const isIcon = button.innerText.trim().length <= 1; // “+” and “−” are icons too
  return isIcon ? (button.dataset['hint'] ?? button.getAttribute('aria-label') ?? '') : '';
}
