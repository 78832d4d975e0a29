import { rotationOf, type Orientation } from '../../mesh/shared-encoder/orientation.js';

/** A `VideoFrame` with its own memory, which keeps no buffer of the camera. The caller closes both frames. */
export async function copyFrame(frame: VideoFrame): Promise<VideoFrame> {
  const { format, timestamp, visibleRect } = frame;
  // A frame without a format is on the graphics card, and can be copied only as a picture, which is turned already.
  if (!format || !visibleRect) {
    const picture = await createImageBitmap(frame);
    const copy = new VideoFrame(picture, { timestamp });
    picture.close();
    return copy;
  }
  const data = new ArrayBuffer(frame.allocationSize());
  const layout = await frame.copyTo(data);
  const { width: codedWidth, height: codedHeight } = visibleRect;
  const sizes = { codedWidth, codedHeight, layout, timestamp };
  const turn = { rotation: rotationOf(frame), flip: (frame as Orientation).flip ?? false };
  const options = { format, ...sizes, ...turn, colorSpace: frame.colorSpace.toJSON(), transfer: [data] };
  return new VideoFrame(data, options);
}
