import { canChooseSpeaker } from './devices.js';

let chosen = '';

/** Plays all sound of the page through one speaker, also that of tiles to come; empty for the system's default. */
export function listenWith(page: ParentNode, deviceId: string): void {
  chosen = deviceId;
  for (const video of page.querySelectorAll('video')) applySpeaker(video);
}

/** Lets a new tile be heard where the others are. A speaker that is gone leaves the default one. */
export function applySpeaker(video: HTMLVideoElement): void {
  if (!canChooseSpeaker || video.sinkId === chosen) return;
  video.setSinkId(chosen).catch(() => {
    // Unplugged since it was chosen: the browser goes on with the default, and the picker shows what there is.
  });
}
