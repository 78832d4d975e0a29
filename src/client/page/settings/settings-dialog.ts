import type { SavedCallChoices } from '../../call/call-choices.js';
import { isInCall } from '../../call/call-state.js';
import type { Call } from '../../call/call.js';
import type { SavedPreferences } from '../../devices/preferences.js';
import { find } from '../../lib/dom.js';
import { createDevicePickers, type DevicePickerActions } from '../views/device-pickers.js';
import { createAccountChoices } from './account-choices.js';
import { createCameraTest } from './camera-test.js';
import { createMicTest } from './mic-test.js';
import { createSavingSwitches } from './saving-switches.js';
import { createSoundSwitches } from './sound-switches.js';
import { createToneTest } from './tone-test.js';

export interface SettingsOptions {
  page: HTMLElement;
  call: Pick<Call, 'store' | 'media'>;
  preferences: SavedPreferences;
  choices: SavedCallChoices;
  devices: DevicePickerActions;
  showShortcuts(): void;
}

/** The dialog with everything that a person can choose during the call. Returns a function that opens it. */
export function createSettingsDialog(options: SettingsOptions): () => void {
  const { page, call, preferences, choices, devices } = options;
  const { store } = call;
  const dialog = find(page, '#settings', HTMLDialogElement);
  const pickers = createDevicePickers(page, devices, dialog);
  const micTest = createMicTest(dialog, () => call.media.micTrack);
  const cameraTest = createCameraTest(dialog, store);
  const sounds = createSoundSwitches(dialog, store, choices);
  createToneTest(dialog, () => preferences.get().audioOutput);
  createSavingSwitches(dialog, store, preferences);
  createAccountChoices(dialog);
  switchFor('#talking-warning', 'talkingWarning');
  switchFor('#single-keys', 'singleKeys');
  find(dialog, '#show-shortcuts', HTMLButtonElement).addEventListener('click', options.showShortcuts);
  showLinkToMeeting(page, dialog);

  function switchFor(selector: string, choice: 'talkingWarning' | 'singleKeys'): void {
    const box = find(dialog, selector, HTMLInputElement);
    box.checked = choices.get()[choice];
    box.addEventListener('change', () => {
      choices.save((now) => ({ ...now, [choice]: box.checked }));
    });
  }

  dialog.addEventListener('close', () => {
    micTest.stop();
    // The browser returns the focus, but on a phone the button is in a menu that has closed.
    const button = find(page, '#settings-button', HTMLButtonElement);
    (button.offsetParent ? button : find(page, '#more', HTMLButtonElement)).focus();
  });
  store.subscribe((state) => {
    pickers.render(state);
    // While the section of the call is hidden, a modal dialog blocks the page unseen.
    if (!isInCall(state) && dialog.open) dialog.close();
  });

  return () => {
    if (dialog.open) return;
    sounds.show();
    dialog.showModal();
    find(dialog, '.settings__parts', HTMLElement).scrollTop = 0;
    void pickers.refresh();
    micTest.start();
    cameraTest.show();
  };
}

/** Only the host's page before the call has this link. */
function showLinkToMeeting(page: ParentNode, dialog: ParentNode): void {
  const known = page.querySelector('.prejoin__settings');
  if (!(known instanceof HTMLAnchorElement)) return;
  const link = find(dialog, '#meeting-settings', HTMLAnchorElement);
  link.href = known.href;
  link.hidden = false;
}
