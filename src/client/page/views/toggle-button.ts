import { setIcon } from '../../lib/dom.js';

export interface ToggleState {
  /** Null while it is not known. */
  isOn: boolean | null;
  /** The id of a sprite icon that shows the current state. */
  icon: string;
  /** What a click does, shown on hover and focus. */
  hint: string;
}

/** Draws a toggle. Its accessible name never changes; `aria-pressed` carries the state. */
export function setToggle(button: HTMLButtonElement, { isOn, icon, hint }: ToggleState): void {
  button.setAttribute('aria-pressed', isOn === null ? 'mixed' : String(isOn));
  button.dataset['hint'] = hint;
  setIcon(button, icon);
}
