import type { CallState } from '../../call/call-state.js';
import { find } from '../../lib/dom.js';
import type { Store } from '../../lib/store.js';

/** Shows the own picture in the settings, because the dialog covers the page. */
export function createCameraTest(
  dialog: HTMLDialogElement,
  store: Pick<Store<CallState>, 'get' | 'subscribe'>,
) {
  const video = find(dialog, '.settings__camera', HTMLVideoElement);

  function show(): void {
    const preview = dialog.open ? store.get().local.preview : null;
    if (video.srcObject === preview) return;
    video.hidden = preview === null;
    video.srcObject = preview;
  }

  store.subscribe(show);
  dialog.addEventListener('close', show);
  return { show };
}
