import type { RingMedia } from '../../../shared/ring-protocol.js';

/**
 * Asks for camera and microphone while it rings, so that no question of the browser delays the call when it is answered.
 * Opens no device if the person has already decided.
 */
export async function askForDevices(media: RingMedia): Promise<void> {
  const wanted = media === 'video' ? (['microphone', 'camera'] as const) : (['microphone'] as const);
  try {
    const states = await Promise.all(wanted.map((name) => navigator.permissions.query({ name })));
    if (states.every(({ state }) => state !== 'prompt')) return;
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: media === 'video' });
    for (const track of stream.getTracks()) track.stop();
  } catch {
    // The browser cannot tell, or the person has refused. The page of the meeting explains what to do.
  }
}
