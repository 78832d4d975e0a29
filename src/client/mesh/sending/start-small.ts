/** The first pictures of a connection: cheap to encode, and small enough for the first packets of a weak link. */
export const START_BITRATE = 150_000;
const START_HEIGHT = 180;
const START_FPS = 15;

/**
 * Lets a camera begin in the size of a thumbnail. The control of the pictures, which the page loads after it has joined,
 * lets it grow. A browser that refuses starts with its defaults.
 */
export function startSmall(sender: RTCRtpSender, track: MediaStreamTrack | null | undefined): void {
  try {
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings;
    if (!encoding) return;
    const height = track?.getSettings().height ?? 360;
    encoding.scaleResolutionDownBy = Math.max(1, height / START_HEIGHT);
    encoding.maxBitrate = START_BITRATE;
    encoding.maxFramerate = START_FPS;
    void sender.setParameters(parameters).catch(() => undefined); // it starts with the defaults of the browser
  } catch {
    // Some browsers have no parameters before the negotiation.
  }
}
