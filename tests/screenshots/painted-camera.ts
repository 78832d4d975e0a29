import type { Page } from '@playwright/test';

/** The look of a painted person, in CSS colours, and the shape of their camera in pixels. */
export interface Look {
  wall: [from: string, to: string];
  skin: string;
  hair: string;
  shirt: string;
  hasLongHair: boolean;
  size: [width: number, height: number];
}

/**
 * Gives the pages of this tab a camera that shows a painted person who moves a little, and a screen that shows a painted
 * document. Call it before the page opens.
 */
export async function paintCamera(page: Page, look: Look): Promise<void> {
  // tsx wraps functions in this helper, which the page does not have.
  await page.addInitScript({ content: 'globalThis.__name = (value) => value;' });
  await page.addInitScript(({ wall, skin, hair, shirt, hasLongHair, size: [width, height] }) => {
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    const trackOf = (paint: (pen: CanvasRenderingContext2D, frame: number) => void, w: number, h: number) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
      const pen = canvas.getContext('2d')!;
      let frame = 0;
      paint(pen, 0);
      setInterval(() => {
        paint(pen, frame++);
      }, 100);
      return canvas.captureStream(10).getVideoTracks()[0]!;
    };

    function paintPerson(pen: CanvasRenderingContext2D, frame: number): void {
      const ellipse = (colour: string, x: number, y: number, rx: number, ry: number, half = false) => {
        pen.fillStyle = colour;
        pen.beginPath();
        pen.ellipse(x, y, rx, ry, 0, half ? Math.PI : 0, 2 * Math.PI);
        pen.fill();
      };
      const ground = pen.createLinearGradient(0, 0, width, height);
      ground.addColorStop(0, wall[0]);
      ground.addColorStop(1, wall[1]);
      pen.fillStyle = ground;
      pen.fillRect(0, 0, width, height);
      const unit = Math.min(width * 1.15, height) / 100;
      const x = width / 2 + Math.sin(frame / 9) * unit;
      const y = height * 0.44 + Math.cos(frame / 13) * unit * 0.6;
      if (hasLongHair) ellipse(hair, x, y + 8 * unit, 24 * unit, 32 * unit);
      pen.fillStyle = skin;
      pen.fillRect(x - 7 * unit, y + 14 * unit, 14 * unit, 22 * unit);
      ellipse(shirt, width / 2, height + 12 * unit, 44 * unit, 42 * unit);
      ellipse(skin, x, y, 18 * unit, 23 * unit);
      ellipse(hair, x, y - 6 * unit, 19.5 * unit, 20 * unit, true);
      for (const side of [-1, 1]) ellipse('#20242a', x + side * 7 * unit, y + unit, 1.7 * unit, 2 * unit);
      pen.strokeStyle = '#6b2f2a';
      pen.lineWidth = 1.3 * unit;
      pen.beginPath();
      pen.arc(x, y + 7 * unit, 7 * unit, 0.2 * Math.PI, 0.8 * Math.PI);
      pen.stroke();
    }

    function paintDocument(pen: CanvasRenderingContext2D): void {
      pen.fillStyle = '#fbfaf7';
      pen.fillRect(0, 0, 1280, 720);
      pen.fillStyle = '#15211d';
      pen.font = '600 44px sans-serif';
      pen.fillText('Plan for spring', 90, 120);
      const months = ['March', 'April', 'May', 'June'];
      for (const [index, month] of months.entries()) {
        const top = 190 + index * 120;
        pen.fillStyle = '#53635d';
        pen.font = '28px sans-serif';
        pen.fillText(month, 90, top + 46);
        pen.fillStyle = ['#0c6a5d', '#3d8f83', '#c98a2b', '#8a4a6b'][index] ?? '';
        pen.fillRect(240 + index * 130, top, 380, 68);
      }
    }

    mediaDevices.getUserMedia = async (constraints) => {
      const stream = constraints?.audio ? await original({ audio: constraints.audio }) : new MediaStream();
      if (constraints?.video) stream.addTrack(trackOf(paintPerson, width, height));
      return stream;
    };
    const list = mediaDevices.enumerateDevices.bind(mediaDevices);
    mediaDevices.enumerateDevices = async () => {
      const names = { audioinput: 'Microphone', videoinput: 'Camera', audiooutput: 'Speakers' };
      return (await list()).map(({ kind, deviceId, groupId }) => {
        return { kind, deviceId, groupId, label: `Built-in ${names[kind]}` } as MediaDeviceInfo;
      });
    };
    mediaDevices.getDisplayMedia = () =>
      Promise.resolve(new MediaStream([trackOf(paintDocument, 1280, 720)]));
  }, look);
}
