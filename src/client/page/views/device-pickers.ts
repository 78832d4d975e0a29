import { messages as t } from '#messages/page';
import type { CallState } from '../../call/call-state.js';
import {
  canChooseAudioOutput,
  listDevices,
  onDeviceChange,
  type DeviceChoice,
  type DeviceKind,
} from '../../devices/devices.js';
import { clone } from '../../lib/dom.js';

export interface DevicePickerActions {
  choose(kind: DeviceKind, deviceId: string): void;
  /** The device that runs, or that the person chose; empty for the system default. */
  current(kind: DeviceKind): string;
}

const KINDS: readonly DeviceKind[] = ['mic', 'camera', 'audioOutput'];

/** Fills the device pickers of the prejoin page and of the settings. */
export function createDevicePickers(page: ParentNode, actions: DevicePickerActions) {
  const selectsOf = (kind: DeviceKind) =>
    [...page.querySelectorAll('select')].filter((select) => select.dataset['device'] === kind);
  let running = '';

  for (const kind of KINDS) {
    for (const select of selectsOf(kind)) {
      select.addEventListener('change', () => {
        actions.choose(kind, select.value);
      });
    }
  }
  onDeviceChange(() => void refresh());

  async function refresh(): Promise<void> {
    const all = await listDevices();
    for (const kind of KINDS) {
      const devices = kind !== 'audioOutput' || canChooseAudioOutput ? all[kind] : [];
      for (const select of selectsOf(kind)) {
        fill(select, devices, actions.current(kind));
        select.disabled = devices.length === 0;
      }
    }
  }

  function fill(select: HTMLSelectElement, devices: DeviceChoice[], current: string): void {
    // Chromium lists the system default itself, with the id `default`.
    const options = devices.some(({ deviceId }) => deviceId === 'default')
      ? devices
      : [{ deviceId: '', label: devices.length === 0 ? t.noDevice() : t.systemDefault() }, ...devices];
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

  return {
    refresh,
    /** Refreshes when another device runs: browsers reveal labels only after a device has started. */
    render({ local: { mic, camera } }: CallState): void {
      const now = `${mic.deviceId} ${camera.deviceId}`;
      if (now === running) return;
      running = now;
      void refresh();
    },
  };
}
