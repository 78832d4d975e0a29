import type { Page } from '@playwright/test';

/** Gives the pages of this tab an upright camera, like that of a phone: 360 × 640. Call it before the page opens. */
export async function usePortraitCamera(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      if (!constraints?.video) return original(constraints);
      const stream = constraints.audio ? await original({ audio: constraints.audio }) : new MediaStream();
      const canvas = Object.assign(document.createElement('canvas'), { width: 360, height: 640 });
      const pen = canvas.getContext('2d')!;
      let frame = 0;
      setInterval(() => {
        pen.fillStyle = '#2060c0';
        pen.fillRect(0, 0, 360, 640);
        pen.fillStyle = '#f0d0b0';
        pen.beginPath();
        pen.arc(180, 200 + (frame++ % 8), 120, 0, 7);
        pen.fill();
      }, 66);
      stream.addTrack(canvas.captureStream(15).getVideoTracks()[0]!);
      return stream;
    };
  });
}
