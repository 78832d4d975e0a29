import type { Store } from '../../lib/store.js';
import type { Corner, StageChoices } from './arrangement.js';
import { nearestCorner, nextCorner } from './corners.js';

/** A finger moves a little during a tap. In CSS pixels. */
const DRAG_PX = 6;

/** Lets the person move the floating tile, by dragging it or with its button, and hide it. */
export function createFloatingTile(
  stage: HTMLElement,
  choices: Store<StageChoices>,
  onFocusLost: () => void,
): void {
  const moveTo = (corner: Corner) => {
    choices.set((now) => ({ ...now, corner }));
  };

  stage.addEventListener('click', ({ target }) => {
    const tool = target instanceof Element ? target.closest('button')?.dataset['tool'] : undefined;
    if (tool === 'move') moveTo(nextCorner(choices.get().corner));
    if (tool !== 'hide') return;
    choices.set((now) => ({ ...now, isSelfShown: false }));
    onFocusLost();
  });
  stage.addEventListener('pointerdown', (event) => {
    const { target, button } = event;
    if (!(target instanceof Element) || target.closest('button') || button !== 0) return;
    const tile = target.closest<HTMLElement>('.tile--floating');
    if (tile) drag(tile, event);
  });

  function drag(tile: HTMLElement, { pointerId, clientX, clientY }: PointerEvent): void {
    const ending = new AbortController();
    const { signal } = ending;
    let isMoving = false;
    tile.setPointerCapture(pointerId);
    tile.addEventListener(
      'pointermove',
      (move) => {
        const [x, y] = [move.clientX - clientX, move.clientY - clientY];
        isMoving ||= Math.hypot(x, y) >= DRAG_PX;
        if (!isMoving) return;
        tile.classList.add('tile--moving');
        tile.style.translate = `${x}px ${y}px`;
      },
      { signal },
    );
    const end = () => {
      ending.abort();
      tile.classList.remove('tile--moving');
      if (!isMoving) return;
      const corner = nearestCorner(tile.getBoundingClientRect(), stage.getBoundingClientRect());
      tile.style.translate = '';
      moveTo(corner);
      ignoreNextClick(tile);
    };
    tile.addEventListener('pointerup', end, { signal });
    tile.addEventListener('pointercancel', end, { signal });
  }
}

/** The click at the end of a drag must not pin the tile. It follows at once, or not at all. */
function ignoreNextClick(tile: HTMLElement): void {
  const stop = (event: Event) => {
    event.stopPropagation();
  };
  tile.addEventListener('click', stop, { capture: true });
  setTimeout(() => {
    tile.removeEventListener('click', stop, { capture: true });
  });
}
