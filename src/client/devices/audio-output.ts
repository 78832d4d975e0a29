import { canChooseAudioOutput } from './devices.js';

/** The device that plays the page's sound, such as headphones. An empty device id means the system's default. */
export interface AudioOutput {
  /** Moves the sound of every video on the page to another device. Videos that are added later follow. */
  choose(deviceId: string): void;
  /** Plays the sound of a new video on the chosen device, or on the default one when that device is unplugged. */
  add(video: HTMLVideoElement): void;
}

export function createAudioOutput(page: ParentNode, deviceId: string): AudioOutput {
  let chosen = deviceId;

  function add(video: HTMLVideoElement): void {
    if (!canChooseAudioOutput || video.sinkId === chosen) return;
    video.setSinkId(chosen).catch(() => {
      // The chosen device is unplugged. The browser stays on the default one, and the picker shows what is left.
    });
  }

  return {
    choose(next) {
      chosen = next;
      for (const video of page.querySelectorAll('video')) add(video);
    },
    add,
  };
}
