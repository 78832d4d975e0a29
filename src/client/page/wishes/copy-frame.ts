import { rotationOf, type Orientation } from '../../mesh/shared-encoder/orientation.js';

/**
 * Returns a function that makes a `VideoFrame` with its own memory, which keeps no buffer of the camera. The caller closes both
 * frames, and waits for one copy before it asks for the next.
 */
export function createFrameCopier(): (frame: VideoFrame) => Promise<VideoFrame> {
  // A browser recycles the memory of its frames. Fresh memory for each copy took three times as long.
  let data = new ArrayBuffer(0);
  return (frame) => {
    const size = frame.format ? frame.allocationSize() : 0;
    if (data.byteLength !== size) data = new ArrayBuffer(size);
    return copyFrame(frame, data);
  };
}

async function copyFrame(frame: VideoFrame, data: ArrayBuffer): Promise<VideoFrame> {
  const { format, timestamp, visibleRect } = frame;
  // A frame without a format is on the graphics card, and can be copied only as a picture, which is turned already.
  if (!format || !visibleRect) {
    const picture = await createImageBitmap(frame);
    const copy = new VideoFrame(picture, { timestamp });
    picture.close();
    return copy;
  }
  const layout = await frame.copyTo(data);
  const { width: codedWidth, height: codedHeight } = visibleRect;
  const sizes = { codedWidth, codedHeight, layout, timestamp };
  const turn = { rotation: rotationOf(frame), flip: (frame as Orientation).flip ?? false };
  const options = { format, ...sizes, ...turn, colorSpace: frame.colorSpace.toJSON() };
  return new VideoFrame(data, options);
}
