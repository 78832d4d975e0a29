import { messages as t } from '#messages/stage';
import { clone, find, setText } from '../../lib/dom.js';
import { hueOf, initials } from './avatar.js';
import type { TilePlace } from './placement.js';
import type { TileModel } from './tile-models.js';
import { VideoView, type Sound } from './video-view.js';

export interface TileOptions {
  sound: Sound;
  /** The picture has another shape than before. */
  onShape(): void;
  stopSharing(): void;
}

export interface TileView {
  readonly element: HTMLElement;
  /** Width by height of the last picture; null before the first one. */
  readonly ratio: number | null;
  update(tile: TileModel): void;
  /** Hides the tile if it has no place. */
  place(place: TilePlace | undefined, isPinned: boolean): void;
  close(): void;
}

/** Senders reduce the resolution of a picture, which changes its ratio by rounding only. */
const SAME_SHAPE = 0.02;

/** One tile of the stage. Only its coordinates move, because a `<video>` that moves in the document may stop playing. */
export function createTile(page: ParentNode, { sound, onShape, stopSharing }: TileOptions): TileView {
  const element = clone(page, '#tile-template');
  const videoElement = find(element, 'video', HTMLVideoElement);
  const video = new VideoView(videoElement, sound);
  const name = find(element, '.tile__name', HTMLElement);
  const letters = find(element, '.tile__initials', HTMLElement);
  const note = find(element, '.tile__note', HTMLElement);
  const micOff = find(element, '.tile__mic-off', Element);
  const hand = find(element, '.tile__hand', Element);
  const pin = find(element, '[data-tool="pin"]', HTMLButtonElement);
  const fullScreen = find(element, '[data-tool="full-screen"]', HTMLButtonElement);
  let ratio: number | null = null;
  let isBar = false;
  let wasComing = false;
  let placed = '';
  video.onShowing = (isShowing) => {
    element.classList.toggle('tile--picture', isShowing);
  };
  videoElement.addEventListener('resize', () => {
    const { videoWidth, videoHeight } = videoElement;
    const next = videoWidth / videoHeight;
    if (!(next > 0) || (ratio !== null && Math.abs(next / ratio - 1) < SAME_SHAPE)) return;
    ratio = next;
    onShape();
  });

  function becomeBar(): void {
    isBar = true;
    element.classList.add('tile--bar');
    const bar = clone(page, '#sharing-template');
    find(bar, 'button', HTMLButtonElement).addEventListener('click', stopSharing);
    element.append(bar);
  }

  return {
    element,
    get ratio() {
      return ratio;
    },
    update(tile) {
      const { isSelf, isVideoOn, isUncertain } = tile;
      const isScreen = tile.source === 'screen';
      if (isSelf && isScreen && !isBar) becomeBar();
      if (tile.participantId) element.dataset['participant'] = tile.participantId;
      element.dataset['source'] = tile.source;
      element.dataset['state'] = tile.link;
      element.toggleAttribute('data-self', isSelf);
      element.classList.toggle('tile--mirrored', isSelf && !isScreen);
      element.classList.toggle('tile--screen', isScreen);
      element.classList.toggle('tile--speaking', tile.isSpeaking && tile.isMicOn);
      element.style.setProperty('--hue', String(hueOf(tile.participantId)));
      setText(name, tile.name);
      setText(letters, initials(tile.personName));
      setText(note, tile.note);
      note.hidden = tile.note === '';
      micOff.toggleAttribute('hidden', tile.isMicOn || isScreen);
      hand.toggleAttribute('hidden', !tile.hasHandUp || isScreen);
      pin.hidden = isBar;
      fullScreen.hidden = isSelf || !isScreen;
      pin.setAttribute('aria-label', isSelf ? t.pinSelf() : t.pin({ name: tile.name }));
      fullScreen.setAttribute('aria-label', t.fullScreen({ name: tile.name }));
      // The page has just begun to show the call. To draw the own picture now would delay the first ones of others.
      if (wasComing && !tile.isComing) video.hold();
      wasComing = tile.isComing;
      video.show(tile.stream, { isSilent: isSelf, isVideoOn, isUncertain });
    },
    place(place, isPinned) {
      // Equal styles are not written again, because each write costs the browser a new layout.
      const next = JSON.stringify([place, isPinned]);
      if (next === placed) return;
      placed = next;
      element.hidden = !place;
      pin.setAttribute('aria-pressed', String(isPinned));
      if (!place) return;
      const { rect, picture, isFloating } = place;
      element.classList.toggle('tile--floating', isFloating);
      element.style.transform = `translate(${Math.round(rect.x)}px, ${Math.round(rect.y)}px)`;
      setSize(element, Math.floor(rect.width), Math.floor(rect.height));
      if (picture) setSize(videoElement, Math.ceil(picture.width), Math.ceil(picture.height));
    },
    close() {
      video.close();
      element.remove();
    },
  };
}

function setSize({ style }: HTMLElement, width: number, height: number): void {
  style.width = `${width}px`;
  style.height = `${height}px`;
}
