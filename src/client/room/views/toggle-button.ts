import { setIcon } from '../../lib/dom.js';

export interface ToggleState {
  isOn: boolean;
  /** The icon of the sprite that says what is now. */
  icon: string;
  /** What a click would do, shown on hover and focus; the accessible name stays the same. */
  hint: string;
}

/** A button that keeps its name and says its state in `aria-pressed`. */
export function setToggle(button: HTMLButtonElement, { isOn, icon, hint }: ToggleState): void {
  button.setAttribute('aria-pressed', String(isOn));
  button.dataset['hint'] = hint;
  setIcon(button, icon);
}
