import { readFileSync } from 'node:fs';
import { cameraClip } from '../camera-clip.mjs';

/** A picture as three planes after one another: brightness, and two for colour with half the width and height (I420). */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** The pictures of a Y4M clip with 4:2:0 colour. Throws if the file is something else. */
export function readClip(file: Uint8Array): Picture[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const headEnd = bytes.indexOf('\n');
  const head = bytes.subarray(0, headEnd).toString('latin1');
  const [, width, height] = (/^YUV4MPEG2 W(\d+) H(\d+) .*C420/.exec(head) ?? []).map(Number);
  if (width === undefined || height === undefined) throw new Error(`Not a clip with 4:2:0 colour: ${head}`);
  const size = (width * height * 3) / 2;
  const pictures: Picture[] = [];
  for (let at = headEnd + 1; at < bytes.length;) {
    const start = bytes.indexOf('\n', at) + 1; // each picture has a line of its own: FRAME
    const data = bytes.subarray(start, start + size);
    if (start === 0 || data.length < size) throw new Error('The clip ends in the middle of a picture');
    pictures.push({ width, height, data: new Uint8ClampedArray(data) });
    at = start + size;
  }
  return pictures;
}

/** What a camera shows: a person who moves, with the noise of a sensor. `size` is like `320x180`, in 15 pictures per second. */
export function cameraPictures(size: string): Picture[] {
  return readClip(readFileSync(cameraClip(size, { frames: 30, fps: 15 })));
}
