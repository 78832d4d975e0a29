import { messages as t } from '#messages/permission';
import type { LocalMediaState } from '../../devices/local-media.js';

/** What to do while the browser asks whether the page may use the devices; empty if it does not ask. */
export function askingText({ mic, camera }: Pick<LocalMediaState, 'mic' | 'camera'>): string {
  const isMic = mic.state === 'asking';
  const isCamera = camera.state === 'asking';
  if (isMic && isCamera) return t.askingBoth();
  if (isCamera) return t.askingCamera();
  return isMic ? t.askingMic() : '';
}
