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
    /** Planes of brightness, blue and red, as cameras deliver them. The brightness changes. */
    const draw = (count: number) => {
      const bytes = new Uint8Array(640 * 360 * 1.5);
      const paint = (from: number, width: number, height: number, left: number, right: number) => {
        for (let row = 0; row < height; row += 1) {
          const start = from + row * width;
          bytes.fill(left, start, start + width / 2).fill(right, start + width / 2, start + width);
        }
      };
      const light = (count % 8) * 4;
      paint(0, 640, 360, 80 + light, 40 + light);
      paint(640 * 360, 320, 180, 90, 240);
      paint(640 * 360 + 320 * 180, 320, 180, 240, 110);
      return bytes;
    };
    // A real camera accepts the sizes that the page asks for. This one has a single size.
    MediaStreamTrack.prototype.applyConstraints = () => Promise.resolve();
    mediaDevices.getUserMedia = async (constraints) => {
      if (!constraints?.video) return original(constraints);
      const stream = constraints.audio ? await original({ audio: constraints.audio }) : new MediaStream();
      const camera = new Generator({ kind: 'video' });
      const writer = camera.writable.getWriter();
      let count = 0;
      setInterval(() => {
        const timestamp = (count += 1) * 50_000;
        const options = { timestamp, rotation: phone.rotation };
        const size = { codedWidth: 640, codedHeight: 360 };
        const frame = new VideoFrame(draw(count), { format: 'I420', ...size, ...options });
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
