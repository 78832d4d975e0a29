const POLL_MS = 100;

/** Calls `callback` when the video shows its next frame. The returned function cancels that. */
export function onNextFrame(video: HTMLVideoElement, callback: () => void): () => void {
  // Firefox has it since version 132.
  if (typeof (video as Partial<HTMLVideoElement>).requestVideoFrameCallback === 'function') {
    const handle = video.requestVideoFrameCallback(callback);
    return () => {
      video.cancelVideoFrameCallback(handle);
    };
  }
  const before = framesOf(video);
  const timer = setInterval(() => {
    const frames = framesOf(video);
    const isUncounted = frames === 0 && video.videoWidth > 0;
    if (frames === before && !isUncounted) return;
    clearInterval(timer);
    callback();
  }, POLL_MS);
  return () => {
    clearInterval(timer);
  };
}

/** Firefox counts the frames of a `MediaStream` only in a property of its own. */
function framesOf(video: HTMLVideoElement & { mozPaintedFrames?: number }): number {
  return video.mozPaintedFrames ?? video.getVideoPlaybackQuality().totalVideoFrames;
}
