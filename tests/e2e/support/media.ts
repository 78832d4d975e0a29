import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Red, green and blue, each 0 to 255. */
export type Colour = readonly [number, number, number];

/** The background colours of the fake cameras. A small box moves through the middle of the picture. */
export const CAMERA_COLOURS = {
  blue: [32, 96, 192],
  orange: [208, 112, 32],
} as const satisfies Record<string, Colour>;

export type CameraColour = keyof typeof CAMERA_COLOURS;

const WIDTH = 320;
const HEIGHT = 240;
/** What the fake cameras deliver. */
export const FRAMES_PER_SECOND = 15;
const FRAMES = 2 * FRAMES_PER_SECOND;
const BOX = { top: 110, height: 20, width: 32 };
const BOX_COLOUR: Colour = [240, 240, 240];

const SAMPLE_RATE = 48_000;
/** The tones change and pause, because noise suppression removes a constant tone. */
const TONES_HZ = [440, 660, 550, 880];
const TONE_SECONDS = 0.25;
const PAUSE_SECONDS = 0.05;

/** Returns the path of a Y4M file for a fake camera. Writes the file at the first use. */
export function cameraFile(colour: CameraColour): string {
  return cached(`camera-${colour}.y4m`, () => video(CAMERA_COLOURS[colour]));
}

/** Returns the path of a WAV file for a fake microphone. Writes the file at the first use. */
export function micFile(): string {
  return cached('microphone.wav', tones);
}

function cached(name: string, make: () => Buffer): string {
  const folder = join(tmpdir(), 'parley-e2e-media-1');
  const file = join(folder, name);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, make());
  renameSync(partial, file);
  return file;
}

function video(background: Colour): Buffer {
  const parts: Buffer[] = [
    Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n`),
  ];
  for (let frame = 0; frame < FRAMES; frame++) {
    const left = Math.floor(((WIDTH - BOX.width) * frame) / FRAMES / 2) * 2;
    const planes = toYuv(background).map((value, plane) => {
      const scale = plane === 0 ? 1 : 2;
      const width = WIDTH / scale;
      const pixels = Buffer.alloc((width * HEIGHT) / scale, value);
      for (let y = BOX.top / scale; y < (BOX.top + BOX.height) / scale; y++) {
        const start = y * width + left / scale;
        pixels.fill(toYuv(BOX_COLOUR)[plane] ?? 0, start, start + BOX.width / scale);
      }
      return pixels;
    });
    parts.push(Buffer.from('FRAME\n'), ...planes);
  }
  return Buffer.concat(parts);
}

/** Converts by BT.601 in the limited range, as cameras do. */
function toYuv([r, g, b]: Colour): [number, number, number] {
  return [
    Math.round(16 + 0.257 * r + 0.504 * g + 0.098 * b),
    Math.round(128 - 0.148 * r - 0.291 * g + 0.439 * b),
    Math.round(128 + 0.439 * r - 0.368 * g - 0.071 * b),
  ];
}

function tones(): Buffer {
  const toneSamples = TONE_SECONDS * SAMPLE_RATE;
  const step = toneSamples + PAUSE_SECONDS * SAMPLE_RATE;
  const data = Buffer.alloc(step * TONES_HZ.length * 2);
  for (const [index, hertz] of TONES_HZ.entries()) {
    for (let sample = 0; sample < toneSamples; sample++) {
      const value = 0.5 * Math.sin((2 * Math.PI * hertz * sample) / SAMPLE_RATE);
      data.writeInt16LE(Math.round(value * 32_767), (index * step + sample) * 2);
    }
  }
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16); // size of the rest of this chunk
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // mono
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}
