import { find, setText } from '../../lib/dom.js';
import { hueOf, initials } from './avatar.js';
import type { Rect } from './layout.js';
import type { TileModel } from './tile-models.js';
import { VideoView, type Sound } from './video-view.js';

export interface TileView {
  readonly element: HTMLElement;
  update(tile: TileModel): void;
  place(rect: Rect): void;
  close(): void;
}

/** One tile of the stage. Only its coordinates move, because a `<video>` that moves in the document may stop playing. */
export function createTile(element: HTMLElement, sound: Sound): TileView {
  const video = new VideoView(find(element, 'video', HTMLVideoElement), sound);
  const name = find(element, '.tile__name', HTMLElement);
  const letters = find(element, '.tile__initials', HTMLElement);
  const note = find(element, '.tile__note', HTMLElement);
  const micOff = find(element, '.tile__mic-off', Element);
  const hand = find(element, '.tile__hand', Element);
  video.onShowing = (isShowing) => {
    element.classList.toggle('tile--picture', isShowing);
  };

  return {
    element,
    update(tile) {
      element.dataset['participant'] = tile.participantId;
      element.dataset['source'] = tile.source;
      element.dataset['state'] = tile.link;
      element.toggleAttribute('data-self', tile.isSelf);
      element.classList.toggle('tile--mirrored', tile.isSelf && tile.source === 'camera');
      element.classList.toggle('tile--screen', tile.source === 'screen');
      element.classList.toggle('tile--speaking', tile.isSpeaking && tile.isMicOn);
      element.style.setProperty('--hue', String(hueOf(tile.participantId)));
      setText(name, tile.name);
      setText(letters, initials(tile.personName));
      setText(note, tile.note);
      note.hidden = tile.note === '';
      micOff.toggleAttribute('hidden', tile.isMicOn || tile.source === 'screen');
      hand.toggleAttribute('hidden', !tile.hasHandUp || tile.source === 'screen');
      const { isSelf, isVideoOn, isUncertain } = tile;
      video.show(tile.stream, { isSilent: isSelf, isVideoOn, isUncertain });
    },
    place({ x, y, width, height }) {
      element.style.transform = `translate(${String(Math.round(x))}px, ${String(Math.round(y))}px)`;
      element.style.width = `${String(Math.floor(width))}px`;
      element.style.height = `${String(Math.floor(height))}px`;
    },
    close() {
      video.close();
      element.remove();
    },
  };
}
