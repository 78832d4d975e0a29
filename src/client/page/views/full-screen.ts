import { clone, find } from '../../lib/dom.js';
import { movedBy, WHOLE, zoomedBy, type Zoom } from './zoom.js';

const STEP = 1.5;
/** One notch of a mouse wheel is about 100. */
const WHEEL = 0.0025;
const PINCH = 0.01;
/** Arrow keys move by this many CSS pixels. */
const KEY_PX = 80;
const KEYS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Returns a function that shows a tile in full screen, where the person can zoom and move the picture. */
export function createFullScreen(page: HTMLElement): (tile: HTMLElement) => void {
  let close: (() => void) | null = null;

  function open(tile: HTMLElement): void {
    close?.();
    const video = find(tile, 'video', HTMLVideoElement);
    const tools = clone(page, '#full-screen-template');
    const ending = new AbortController();
    const { signal } = ending;
    const fingers = new Map<number, { x: number; y: number }>();
    let zoom = WHOLE;
    tile.classList.add('tile--full');
    tile.append(tools);
    close = end;

    // iPhones cannot show an element in full screen. There, the tile fills the page.
    if (document.fullscreenEnabled) {
      tile.requestFullscreen().catch(() => undefined); // it fills the page all the same
      document.addEventListener('fullscreenchange', () => !document.fullscreenElement && end(), { signal });
    }
    // The tile of a screen whose sharing ends disappears.
    const removal = new MutationObserver(() => {
      if (!tile.isConnected) end();
    });
    if (tile.parentElement) removal.observe(tile.parentElement, { childList: true });

    const view = () => ({ width: tile.clientWidth, height: tile.clientHeight });
    const picture = () => {
      const { videoWidth, videoHeight, clientWidth: width, clientHeight: height } = video;
      const scale = Math.min(width / (videoWidth || 1), height / (videoHeight || 1));
      return { width: videoWidth * scale, height: videoHeight * scale };
    };
    const fromCentre = ({ clientX, clientY }: MouseEvent) => {
      const { left, top, width, height } = tile.getBoundingClientRect();
      return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
    };
    const show = (next: Zoom) => {
      zoom = next;
      video.style.transform = `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})`;
      tile.dataset['scale'] = String(zoom.scale); // an enlarged screen is asked for with more pixels
      tile.classList.toggle('tile--zoomed', zoom.scale > 1);
    };
    const zoomAt = (factor: number, at = { x: 0, y: 0 }) => {
      show(zoomedBy(zoom, factor, at, view(), picture()));
    };
    const move = (x: number, y: number) => {
      show(movedBy(zoom, { x, y }, view(), picture()));
    };
    const actions: Record<string, () => void> = {
      'zoom-in': () => zoomAt(STEP),
      'zoom-out': () => zoomAt(1 / STEP),
      whole: () => show(WHOLE),
      exit: end,
    };

    tile.addEventListener(
      'click',
      (event) => {
        event.stopPropagation(); // the stage would pin the tile
        const { target } = event;
        actions[(target instanceof Element && target.closest('button')?.dataset['zoom']) || '']?.();
      },
      { signal },
    );
    tile.addEventListener(
      'dblclick',
      (event) => {
        const isTool = event.target instanceof Element && event.target.closest('button');
        if (!isTool && zoom.scale > 1) show(WHOLE);
        else if (!isTool) zoomAt(STEP * STEP, fromCentre(event));
      },
      { signal },
    );
    tile.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        // Browsers report pinching on a touchpad as a wheel with Ctrl.
        zoomAt(Math.exp(-event.deltaY * (event.ctrlKey ? PINCH : WHEEL)), fromCentre(event));
      },
      { signal, passive: false },
    );
    tile.addEventListener(
      'pointerdown',
      (event) => {
        if (event.target instanceof Element && event.target.closest('button')) return;
        tile.setPointerCapture(event.pointerId);
        fingers.set(event.pointerId, fromCentre(event));
      },
      { signal },
    );
    tile.addEventListener(
      'pointermove',
      (event) => {
        const before = fingers.get(event.pointerId);
        if (!before) return;
        const now = fromCentre(event);
        const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
        fingers.set(event.pointerId, now);
        if (!other) return move(now.x - before.x, now.y - before.y);
        const apart = (point: { x: number; y: number }) =>
          Math.hypot(point.x - other.x, point.y - other.y) || 1;
        zoomAt(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
        move((now.x - before.x) / 2, (now.y - before.y) / 2);
      },
      { signal },
    );
    for (const type of ['pointerup', 'pointercancel'] as const) {
      tile.addEventListener(type, ({ pointerId }) => fingers.delete(pointerId), { signal });
    }
    tile.addEventListener(
      'keydown',
      (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return; // the browser's own zoom
        const [x, y] = KEYS[event.key] ?? [];
        if (event.key === 'Escape') end();
        else if (event.key === '+' || event.key === '=') zoomAt(STEP);
        else if (event.key === '-') zoomAt(1 / STEP);
        else if (event.key === '0') show(WHOLE);
        else if (x !== undefined && y !== undefined) move(x * KEY_PX, y * KEY_PX);
        else return;
        event.preventDefault();
      },
      { signal },
    );
    find(tools, 'button', HTMLButtonElement).focus();

    function end(): void {
      if (signal.aborted) return;
      ending.abort();
      removal.disconnect();
      close = null;
      tools.remove();
      tile.classList.remove('tile--full', 'tile--zoomed');
      video.style.transform = '';
      delete tile.dataset['scale'];
      if (document.fullscreenElement) document.exitFullscreen().catch(() => undefined); // the tile is gone
      tile.querySelector<HTMLElement>('[data-tool="full-screen"]')?.focus();
    }
  }

  return open;
}
