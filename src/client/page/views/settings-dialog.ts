import { isInCall, type CallState } from '../../call/call-state.js';
import { find } from '../../lib/dom.js';

export interface SettingsActions {
  onOpen(): void;
  /** Also called when the browser closes the dialog, as with Escape. */
  onClose(): void;
}

/** The dialog in which the person chooses devices during the call. */
export function createSettingsDialog(page: ParentNode, { onOpen, onClose }: SettingsActions) {
  const dialog = find(page, '#settings', HTMLDialogElement);
  dialog.addEventListener('close', onClose);

  return {
    open(): void {
      dialog.showModal();
      onOpen();
    },
    isOpen: () => dialog.open,
    /** Closes the dialog when the call ends: while its section is hidden, a modal dialog blocks the page unseen. */
    render(state: CallState): void {
      if (!isInCall(state) && dialog.open) dialog.close();
    },
  };
}
