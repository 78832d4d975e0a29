import { clone, find } from '../../lib/dom.js';
import { canChooseSpeaker, listDevices, onDeviceChange, type DeviceKind } from '../devices.js';

export interface DevicePickerActions {
  choose(kind: DeviceKind, deviceId: string): void;
  /** The device that is in use, or was chosen; empty for whatever the system takes. */
  current(kind: DeviceKind): string;
}

const KINDS: readonly DeviceKind[] = ['microphone', 'camera', 'speaker'];
const DEFAULT_LABEL = 'System default';

/** Fills every device picker of the page, before the call and in the settings, and keeps them true. */
export function createDevicePickers(page: ParentNode, actions: DevicePickerActions) {
  const selectsOf = (kind: DeviceKind) =>
    [...page.querySelectorAll('select')].filter((select) => select.dataset['device'] === kind);

  for (const kind of KINDS) {
    for (const select of selectsOf(kind)) {
      select.addEventListener('change', () => {
        actions.choose(kind, select.value);
      });
    }
  }

  async function refresh(): Promise<void> {
    const all = await listDevices();
    for (const kind of KINDS) {
      const devices = kind !== 'speaker' || canChooseSpeaker ? all[kind] : [];
      for (const select of selectsOf(kind)) {
        fill(select, devices, actions.current(kind));
        select.disabled = devices.length === 0;
      }
    }
  }

  function fill(
    select: HTMLSelectElement,
    devices: { deviceId: string; label: string }[],
    current: string,
  ): void {
    const options = devices.some(({ deviceId }) => deviceId === 'default')
      ? devices
      : [{ deviceId: '', label: devices.length === 0 ? 'None found' : DEFAULT_LABEL }, ...devices];
    const isSame =
      options.length === select.options.length &&
      options.every(({ deviceId, label }, index) => {
        const option = select.options[index];
        return option?.value === deviceId && option.text === label;
      });
    if (!isSame) {
      select.replaceChildren(
        ...options.map(({ deviceId, label }) => {
          const option = clone(page, '#option-template');
          if (option instanceof HTMLOptionElement) option.value = deviceId;
          option.textContent = label;
          return option;
        }),
      );
    }
    if (options.some(({ deviceId }) => deviceId === current)) select.value = current;
  }

  onDeviceChange(() => void refresh());
  find(page, '#settings', HTMLDialogElement).addEventListener('focusin', () => void refresh(), {
    once: true,
  });
  return { refresh };
}
