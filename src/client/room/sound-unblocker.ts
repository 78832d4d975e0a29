import type { Notices } from './notices.js';

/**
 * Returns what is to be called with each video that the browser will not play before the person touches the page. The
 * next click or key, wherever it is, starts them all.
 */
export function createSoundUnblocker(notices: Pick<Notices, 'problem'>): (video: HTMLVideoElement) => void {
  const blocked = new Set<HTMLVideoElement>();

  function playAll(): void {
    for (const video of blocked) {
      if (!video.isConnected) blocked.delete(video);
      else {
        video.play().then(
          () => blocked.delete(video),
          () => undefined, // not the kind of touch that counts: the next one may be
        );
      }
    }
  }

  for (const touch of ['click', 'keydown']) document.addEventListener(touch, playAll, { capture: true });

  return (video) => {
    if (blocked.size === 0) {
      notices.problem('Your browser waits for you before it plays sound. Click, tap or press a key.');
    }
    blocked.add(video);
  };
}
