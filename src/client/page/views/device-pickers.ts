import { messages as t } from '#messages/page';
import { messages as permission } from '#messages/permission';
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

/** Somebody who joins as soon as the camera runs needs the browser for that first. */
const DELAY_MS = 250;

/** Fills the device pickers of the prejoin page, or of the settings. */
export function createDevicePickers(
  page: ParentNode,
  actions: DevicePickerActions,
  place: ParentNode = page,
) {
  const selectsOf = (kind: DeviceKind) =>
    [...place.querySelectorAll('select')].filter((select) => select.dataset['device'] === kind);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = '';
  /** The browser asks the person about these devices, and hides them until then. */
  let asking: ReadonlySet<DeviceKind> = new Set();

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
      const { choices, isPresent } = all[kind];
      const isFixed = kind === 'audioOutput' && !canChooseAudioOutput;
      const devices = isFixed ? [] : choices;
      const withoutChoice = isFixed || isPresent ? t.systemDefault() : t.noDevice();
      for (const select of selectsOf(kind)) {
        fill(select, devices, actions.current(kind), asking.has(kind) ? permission.waiting() : withoutChoice);
        select.disabled = devices.length === 0;
      }
    }
  }

  function fill(
    select: HTMLSelectElement,
    devices: DeviceChoice[],
    current: string,
    withoutChoice: string,
  ): void {
    // Chromium lists the system default itself, with the id `default`.
    const options = devices.some(({ deviceId }) => deviceId === 'default')
      ? devices
      : [{ deviceId: '', label: devices.length === 0 ? withoutChoice : t.systemDefault() }, ...devices];
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
    render({ phase, local }: CallState): void {
      if (phase === 'joining') {
        clearTimeout(timer); // connections are more urgent; a page that returns from the join refreshes
        running = '';
        return;
      }
      const kinds = (['mic', 'camera'] as const).filter((kind) => local[kind].state === 'asking');
      const now = `${local.mic.deviceId} ${local.camera.deviceId} ${kinds.join()}`;
      if (now === running) return;
      running = now;
      asking = new Set(kinds);
      clearTimeout(timer);
      timer = setTimeout(() => void refresh(), DELAY_MS);
    },
  };
}
