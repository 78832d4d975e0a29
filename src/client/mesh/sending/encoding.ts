import { FULL_SCREEN, type Level } from './levels.js';
import type { PictureSource } from './wishes.js';

export interface Captured {
  readonly width: number;
  readonly height: number;
}

/** The fields of an encoding that the control of the pictures sets. */
export interface Encoding {
  active: boolean;
  scaleResolutionDownBy: number;
  maxBitrate: number;
  maxFramerate: number;
  priority: RTCPriorityType;
  /** Unset for the codec that the browser takes by itself. */
  codec?: RTCRtpCodec;
}

/** The scales in which a screen is sent. Others would blur its text more than they save. */
const SCREEN_SCALES = [1, 1.25, 1.5, 2, 3, 4] as const;

/** The parameters that send a captured picture in a level; null stands for no picture. */
export function encodingFor(
  source: PictureSource,
  level: Level | null,
  captured: Captured,
): Partial<Encoding> & Pick<Encoding, 'active'> {
  if (!level) return { active: false };
  return {
    active: true,
    scaleResolutionDownBy: source === 'camera' ? cameraScale(level, captured) : screenScale(level, captured),
    maxBitrate: source === 'camera' ? bitrateFor(level, captured) : level.bitrate,
    maxFramerate: level.fps,
    priority: source === 'screen' ? 'medium' : 'low', // within one connection; the sound has `high`
  };
}

/** A camera covers its box, in either orientation. */
function cameraScale(level: Level, captured: Captured): number {
  const isUpright = captured.height > captured.width;
  const [across, down] = isUpright ? [captured.height, captured.width] : [captured.width, captured.height];
  return atLeastOne(Math.min(across / level.width, down / level.height));
}

/** A camera that delivers less than the level allows needs fewer bits. */
function bitrateFor({ width, height, bitrate }: Level, captured: Captured): number {
  const share = (captured.width * captured.height) / (width * height);
  return share > 0 && share < 1 ? Math.round(bitrate * share) : bitrate;
}

/** A screen fits into its box, and is never sent smaller than it is shown. It has at most 1080p unless somebody enlarges it. */
function screenScale(level: Level, captured: Captured): number {
  const exact = Math.max(captured.width / level.width, captured.height / level.height);
  const scale = SCREEN_SCALES.findLast((step) => step <= exact) ?? 1;
  if (level.width > FULL_SCREEN.width || level.height > FULL_SCREEN.height) return scale;
  // Not one of the scales, but then most viewers see it pixel by pixel.
  return Math.max(
    scale,
    atLeastOne(captured.width / FULL_SCREEN.width),
    atLeastOne(captured.height / FULL_SCREEN.height),
  );
}

/** Three decimals: a change too small to see costs a key frame too, but with two, a width of 640 by 4 / 3 makes 482 instead of 480. */
function atLeastOne(scale: number): number {
  return Number.isFinite(scale) ? Math.max(1, Math.round(scale * 1_000) / 1_000) : 1;
}

/**
 * Writes the fields that differ into the parameters of a sender. Returns whether any did. Only the parameters of the same
 * task may be changed, because they carry a transaction id.
 */
export function changeEncoding(
  { encodings: [encoding] }: Pick<RTCRtpSendParameters, 'encodings'>,
  wanted: Partial<Encoding>,
): boolean {
  if (!encoding) return false;
  const differing = Object.entries(wanted).filter(
    ([key, value]) => !isSame(Reflect.get(encoding, key), value),
  );
  Object.assign(encoding, Object.fromEntries(differing));
  return differing.length > 0;
}

function isSame(a: unknown, b: unknown): boolean {
  return nameOf(a) === nameOf(b);
}

/** A codec is an object, and a browser gives a new one each time. */
function nameOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'mimeType' in value ? value.mimeType : value;
}
