import type { Person } from './people.js';

interface Lying {
  rotation: number;
}

/**
 * Gives the page the camera of a phone: its frames have 640 × 360 pixels, red on their left and blue on their right, and say
 * by how many degrees they have to be turned. Resolves to a function that turns the phone. Call it before the page opens.
 */
export async function useTurnedCamera({ page }: Person): Promise<(rotation: number) => Promise<void>> {
  await page.addInitScript(() => {
    const phone: Lying = { rotation: 90 };
    Object.assign(window, { phone });
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    const Generator = Reflect.get(window, 'MediaStreamTrackGenerator') as new (options: {
      kind: 'video';
    }) => MediaStreamTrack & {
      writable: WritableStream<VideoFrame>;
    };
    // A real camera accepts the sizes that the page asks for. This one has a single size.
    MediaStreamTrack.prototype.applyConstraints = () => Promise.resolve();
    mediaDevices.getUserMedia = async (constraints) => {
      if (!constraints?.video) return original(constraints);
      const stream = constraints.audio ? await original({ audio: constraints.audio }) : new MediaStream();
      const camera = new Generator({ kind: 'video' });
      const writer = camera.writable.getWriter();
      const canvas = new OffscreenCanvas(640, 360);
      const pen = canvas.getContext('2d')!;
      let count = 0;
      setInterval(() => {
        for (const [at, colour] of ['#e02020', '#2020e0'].entries()) {
          pen.fillStyle = colour;
          pen.fillRect(at * 320, 0, 320, 360);
        }
        pen.fillStyle = '#e0e020';
        pen.fillRect(280 + (count % 8) * 5, 160, 40, 40);
        const timestamp = (count += 1) * 50_000;
        const lying = new VideoFrame(canvas, { timestamp });
        const options = { timestamp, rotation: phone.rotation };
        const frame = new VideoFrame(lying, options);
        lying.close();
        writer.write(frame).catch(() => {
          frame.close(); // the camera is off
        });
      }, 50);
      stream.addTrack(camera);
      return stream;
    };
  });
  return (rotation) =>
    page.evaluate((degrees) => {
      (window as unknown as { phone: Lying }).phone.rotation = degrees;
    }, rotation);
}
