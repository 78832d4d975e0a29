import type { OwnPicture } from './own-picture.js';

/** Right after a change of the camera the page connects and draws, which is more urgent than to save work. */
export const CALM_MS = 1_500;

/**
 * Lets the own picture follow the camera, each of whose tracks it takes after a while. Call `update` with each change of the
 * call: only a change of the track counts, so that people who come and go do not delay it again and again.
 */
export function createCameraFollower(
  own: Pick<OwnPicture, 'follow' | 'close'>,
  camera: () => MediaStreamTrack | null,
): { update(): void; close(): void } {
  let awaited: MediaStreamTrack | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    update() {
      const track = camera();
      if (track === awaited) return;
      awaited = track;
      clearTimeout(timer);
      own.follow(null);
      timer = setTimeout(() => {
        own.follow(track);
      }, CALM_MS);
    },
    close() {
      clearTimeout(timer);
      own.close();
    },
  };
}
