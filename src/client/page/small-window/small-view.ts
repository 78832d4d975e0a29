import { messages as t } from '#messages/smallWindow';
import { ownMedia, type CallState } from '../../call/call-state.js';
import { clone, find, setText } from '../../lib/dom.js';
import { hueOf, initials } from '../views/avatar.js';
import { tileModels, type TileModel } from '../views/tile-models.js';
import { setToggle } from '../views/toggle-button.js';
import { smallTiles } from './small-tiles.js';

export interface SmallViewActions {
  toggleMic(): void;
  leave(): void;
  backToTab(): void;
}

interface SmallTile {
  readonly element: HTMLElement;
  update(tile: TileModel): void;
}

/**
 * Draws the call in another document. Its videos are silent copies of those on the page, which go on playing the sound, so
 * the page needs no repair when the window closes.
 */
export function createSmallView(page: ParentNode, target: Document, actions: SmallViewActions) {
  const root = clone(page, '#small-window-template');
  const grid = find(root, '.small__tiles', HTMLElement);
  const more = find(root, '.small__more', HTMLElement);
  const button = (name: string) => find(root, `[data-small="${name}"]`, HTMLButtonElement);
  const mic = button('mic');
  const tiles = new Map<string, SmallTile>();

  mic.addEventListener('click', actions.toggleMic);
  button('back').addEventListener('click', actions.backToTab);
  button('leave').addEventListener('click', actions.leave);
  target.title = t.title();
  target.documentElement.lang = document.documentElement.lang;
  target.body.className = 'room';
  for (const styles of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
    const link = target.createElement('link');
    link.rel = 'stylesheet';
    link.href = styles.href;
    target.head.append(link);
  }
  target.body.append(root);

  function render(state: CallState): void {
    const { shown, hiddenPeople } = smallTiles(tileModels(state), state.activeSpeaker);
    const keys = new Set(shown.map(({ key }) => key));
    for (const [key, { element }] of tiles) {
      if (keys.has(key)) continue;
      element.remove();
      tiles.delete(key);
    }
    for (const [index, model] of shown.entries()) {
      const tile = tiles.get(model.key) ?? createSmallTile(page);
      tiles.set(model.key, tile);
      if (grid.children[index] !== tile.element)
        grid.insertBefore(tile.element, grid.children[index] ?? null);
      tile.update(model);
    }
    grid.dataset['count'] = String(shown.length);
    setText(more, hiddenPeople > 0 ? t.others({ count: hiddenPeople }) : '');
    more.hidden = hiddenPeople === 0;
    const isMicOn = ownMedia(state).mic;
    setToggle(mic, { isOn: isMicOn, icon: isMicOn ? 'mic' : 'mic-off', hint: '' });
  }

  return {
    render,
    close(): void {
      for (const video of root.querySelectorAll('video')) video.srcObject = null;
    },
  };
}

function createSmallTile(page: ParentNode): SmallTile {
  const element = clone(page, '#small-tile-template');
  const video = find(element, 'video', HTMLVideoElement);
  const name = find(element, '.small__name', HTMLElement);
  const letters = find(element, '.small__initials', HTMLElement);
  const micOff = find(element, '.small__mic-off', HTMLElement);
  video.muted = true; // the attribute of a cloned template does not count

  return {
    element,
    update(tile) {
      const stream = tile.isVideoOn ? tile.stream : null;
      if (video.srcObject !== stream) {
        video.srcObject = stream;
        if (stream) video.play().catch(() => undefined); // the stream has changed meanwhile
      }
      video.hidden = stream === null;
      element.classList.toggle('small__tile--mirrored', tile.isSelf && tile.source === 'camera');
      element.classList.toggle('small__tile--screen', tile.source === 'screen');
      element.classList.toggle('small__tile--speaking', tile.isSpeaking && tile.isMicOn);
      element.style.setProperty('--hue', String(hueOf(tile.participantId)));
      setText(name, tile.name);
      setText(letters, initials(tile.personName));
      micOff.hidden = tile.isMicOn || tile.source === 'screen';
    },
  };
}
