// Writes a moving clip with sensor noise, like a person in front of a camera, as raw Y4M for Chromium's
// --use-file-for-fake-video-capture. The browser's own fake camera draws a flat pattern, which hides the cost of encoding.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export function cameraClip(size, { frames = 60, fps = 30, dir = os.tmpdir() } = {}) {
  const [width, height] = size.split('x').map(Number);
  const file = path.join(dir, `bench-camera-${width}x${height}-${frames}.y4m`);
  const frameBytes = 6 + (width * height * 3) / 2;
  const head = `YUV4MPEG2 W${width} H${height} F${fps}:1 Ip A1:1 C420jpeg\n`;
  if (fs.existsSync(file) && fs.statSync(file).size === head.length + frames * frameBytes) return file;

  let seed = 12345;
  const random = () => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return (seed >>> 0) / 2 ** 32;
  };
  const noise = new Int8Array(1 << 20);
  for (let i = 0; i < noise.length; i += 1) noise[i] = Math.round((random() + random() + random() - 1.5) * 5);

  const temporary = `${file}.${process.pid}`;
  const out = fs.openSync(temporary, 'w');
  fs.writeSync(out, head);
  for (let f = 0; f < frames; f += 1) {
    const turn = (2 * Math.PI * f) / frames;
    const cx = width / 2 + Math.sin(turn) * width * 0.06;
    const cy = height * 0.55 + Math.sin(2 * turn) * height * 0.03;
    const rx = height * 0.39;
    const ry = height * 0.3;
    const mouth = 0.12 + 0.12 * Math.abs(Math.sin(turn * 6));
    const shift = (random() * noise.length) | 0;
    const y = Buffer.alloc(width * height);
    const u = Buffer.alloc((width * height) / 4);
    const v = Buffer.alloc((width * height) / 4);
    for (let j = 0; j < height; j += 1) {
      const dy = (j - cy) / ry;
      for (let i = 0; i < width; i += 1) {
        const dx = (i - cx) / rx;
        let light = 70 + (60 * j) / height + (((i >> 6) + (j >> 6)) & 1) * 12;
        const d = dx * dx + dy * dy;
        if (d < 1) {
          light = 170 - 50 * d + 8 * Math.sin(i * 0.5 + f) * Math.sin(j * 0.4);
          if ((dx / 0.4) ** 2 + ((dy - 0.45) / mouth) ** 2 < 1) light = 60;
          if (((Math.abs(dx) - 0.35) / 0.12) ** 2 + ((dy + 0.2) / 0.08) ** 2 < 1) light = 40;
        }
        light += noise[(shift + j * width + i) & (noise.length - 1)];
        y[j * width + i] = Math.max(16, Math.min(235, light));
      }
    }
    for (let j = 0; j < height / 2; j += 1) {
      for (let i = 0; i < width / 2; i += 1) {
        const face = ((2 * i - cx) / rx) ** 2 + ((2 * j - cy) / ry) ** 2 < 1;
        u[(j * width) / 2 + i] = face ? 110 : 135;
        v[(j * width) / 2 + i] = face ? 155 : 120;
      }
    }
    fs.writeSync(out, 'FRAME\n');
    fs.writeSync(out, y);
    fs.writeSync(out, u);
    fs.writeSync(out, v);
  }
  fs.closeSync(out);
  fs.renameSync(temporary, file);
  return file;
}
