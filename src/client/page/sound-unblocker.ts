import { messages as t } from '#messages/page';
import type { Notices } from '../call/notices.js';

/**
 * Returns a function that takes each video the browser refuses to play before the person has clicked or pressed a key.
 * The next click or key press, anywhere on the page, starts all of them.
 */
export function createSoundUnblocker(notices: Pick<Notices, 'problem'>): (video: HTMLVideoElement) => void {
  const blocked = new Set<HTMLVideoElement>();

  function playAll(): void {
    for (const video of blocked) {
      if (!video.isConnected) blocked.delete(video);
      else {
        video.play().then(
          () => blocked.delete(video),
          () => undefined, // some events do not count as user activation; the next one may
        );
      }
    }
  }

  for (const event of ['click', 'keydown']) document.addEventListener(event, playAll, { capture: true });

  return (video) => {
    if (blocked.size === 0) notices.problem(t.soundBlocked());
    blocked.add(video);
  };
}
