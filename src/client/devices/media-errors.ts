import { messages as t } from '#messages/devices';

/** Why a device doesn't run. Each problem has its own next step for the person. */
export type MediaProblem = 'denied' | 'missing' | 'in-use' | 'insecure' | 'unknown';

/** Maps the exceptions of `getUserMedia` and `getDisplayMedia` (Media Capture and Streams, section 10). */
export function mediaProblem(error: unknown): MediaProblem {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    case 'InsecureContextError':
      return 'insecure';
    default:
      return 'unknown';
  }
}

const TEXTS: Record<'mic' | 'camera' | 'both', Record<MediaProblem, () => string>> = {
  mic: {
    denied: t.micDenied,
    missing: t.micMissing,
    'in-use': t.micInUse,
    insecure: t.micInsecure,
    unknown: t.micUnknown,
  },
  camera: {
    denied: t.cameraDenied,
    missing: t.cameraMissing,
    'in-use': t.cameraInUse,
    insecure: t.cameraInsecure,
    unknown: t.cameraUnknown,
  },
  both: {
    denied: t.bothDenied,
    missing: t.bothMissing,
    'in-use': t.bothInUse,
    insecure: t.bothInsecure,
    unknown: t.bothUnknown,
  },
};

/** The problem of one device, and the next step. */
export function problemText(device: 'mic' | 'camera', problem: MediaProblem): string {
  return TEXTS[device][problem]();
}

/** One text for the common case in which both devices have the same problem. */
export function bothProblemText(problem: MediaProblem): string {
  return TEXTS.both[problem]();
}
