import { canChooseAudioOutput, listDevices, onDeviceChange } from './devices.js';

/** The device that plays the page's sound, such as headphones. An empty device id means the system's default. */
export interface AudioOutput {
  /** Moves the sound of every video on the page to another device. Videos that are added later follow. */
  choose(deviceId: string): void;
  /** Plays the sound of a new video on the chosen device, or on the default one while that device is unplugged. */
  add(video: HTMLVideoElement): void;
}

/**
 * An unplugged device would play silence (Audio Output Devices API), so the sound moves to the default
 * device until the chosen one returns.
 */
export function createAudioOutput(page: ParentNode, deviceId: string): AudioOutput {
  let chosen = deviceId;
  let isMissing = false;
  if (canChooseAudioOutput) onDeviceChange(() => void followDevices());

  async function followDevices(): Promise<void> {
    const { audioOutput } = await listDevices();
    isMissing = !audioOutput.choices.some((device) => device.deviceId === chosen);
    addAll();
  }

  function addAll(): void {
    for (const video of page.querySelectorAll('video')) add(video);
  }

  function add(video: HTMLVideoElement): void {
    const wanted = isMissing ? '' : chosen;
    if (!canChooseAudioOutput || video.sinkId === wanted) return;
    video.setSinkId(wanted).catch(() => {
      // The device is unplugged. The browser stays on the previous one until the list of devices changes.
    });
  }

  return {
    choose(next) {
      chosen = next;
      isMissing = false;
      addAll();
    },
    add,
  };
}
