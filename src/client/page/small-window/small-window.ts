import { messages as t } from '#messages/smallWindow';
import type { Call } from '../../call/call.js';
import { isInCall } from '../../call/call-state.js';
import type { MenuItem } from '../views/menu.js';
import { createMediaKeys } from './media-keys.js';
import { createSmallView, type SmallViewActions } from './small-view.js';
import { videoToShow } from './video-to-show.js';

/** Document Picture-in-Picture: only in Chromium, since version 116, and not in the DOM types. */
interface DocumentPictureInPicture extends EventTarget {
  readonly window: Window | null;
  requestWindow(size: { width: number; height: number }): Promise<Window>;
}

const SIZE = { width: 360, height: 420 };

/**
 * A small window that stays above other programs: with the whole call where browsers can do that, else with one picture.
 * Returns the item of a menu that opens and closes it, or null where browsers have no such window.
 */
export function createSmallWindow(
  page: HTMLElement,
  { store, notices }: Pick<Call, 'store' | 'notices'>,
  actions: Omit<SmallViewActions, 'backToTab'>,
): MenuItem | null {
  const { documentPictureInPicture } = window as { documentPictureInPicture?: DocumentPictureInPicture };
  const canShowVideo = document.pictureInPictureEnabled as boolean | undefined; // Firefox has none
  if (!documentPictureInPicture && canShowVideo !== true) return null;
  createMediaKeys(store, actions);

  async function openWindow(pictures: DocumentPictureInPicture): Promise<void> {
    const small = await pictures.requestWindow(SIZE);
    const view = createSmallView(page, small.document, {
      ...actions,
      leave() {
        small.close();
        actions.leave();
      },
      backToTab() {
        window.focus();
        small.close();
      },
    });
    const stop = store.subscribe((state) => {
      if (isInCall(state)) view.render(state);
      else small.close();
    });
    // Also when the person closes it, and when the tab goes.
    small.addEventListener('pagehide', () => {
      stop();
      view.close();
    });
  }

  async function openVideo(): Promise<void> {
    const video = videoToShow(page, store.get().activeSpeaker);
    if (!video) throw new Error('Nobody shows a picture');
    await video.requestPictureInPicture();
  }

  async function toggle(): Promise<void> {
    if (documentPictureInPicture?.window) documentPictureInPicture.window.close();
    else if (documentPictureInPicture) await openWindow(documentPictureInPicture);
    else if (document.pictureInPictureElement) await document.exitPictureInPicture();
    else await openVideo();
  }

  return {
    key: 'small-window',
    label: t.open(),
    isDanger: false,
    run() {
      toggle().catch(() => {
        notices.problem(t.failed());
      });
    },
  };
}
