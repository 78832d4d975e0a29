/** Why a device cannot be had, as far as a person can do something about it. */
export type MediaProblem = 'denied' | 'missing' | 'in-use' | 'insecure' | 'unknown';

/** The one word for the many DOMExceptions of `getUserMedia` and `getDisplayMedia` (Media Capture, section 9.2). */
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

/** One sentence that says what is wrong with which device, and the next step. */
export function problemSentence(device: 'microphone' | 'camera', problem: MediaProblem): string {
  switch (problem) {
    case 'denied':
      return `Your browser does not let Parley use your ${device}. Allow it with the icon beside the address, then switch it on here.`;
    case 'missing':
      return `No ${device} was found. Plug one in, then switch it on here, or join without it.`;
    case 'in-use':
      return `Your ${device} is used by another program. Close that program, then switch it on here.`;
    case 'insecure':
      return `Browsers give the ${device} only to secure pages. Open this page by https, or on the server itself by http://localhost.`;
    case 'unknown':
      return `Your ${device} could not be started. Unplug it and plug it in again, then switch it on here.`;
  }
}

/** Both devices fail for the same reason so often that it deserves one sentence instead of two. */
export function bothProblemSentence(problem: MediaProblem): string {
  switch (problem) {
    case 'denied':
      return 'Your browser does not let Parley use your camera and microphone. Allow them with the icon beside the address, then switch them on here. You can also join without.';
    case 'missing':
      return 'No camera and no microphone were found. Plug one in, or join to watch, listen and write.';
    case 'in-use':
      return 'Your camera and microphone are used by another program. Close that program, then switch them on here.';
    case 'insecure':
      return 'Browsers give camera and microphone only to secure pages. Open this page by https, or on the server itself by http://localhost.';
    case 'unknown':
      return 'Camera and microphone could not be started. Unplug them and plug them in again, then switch them on here.';
  }
}
