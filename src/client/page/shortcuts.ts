import { isApple } from './views/shortcut-keys.js';

export interface ShortcutActions {
  toggleMic(): void;
  toggleCamera(): void;
  isActive(): boolean;
}

/**
 * Ctrl or ⌘ with D and E, which people know from other meeting apps. A modifier is required because a person who
 * dictates or types would trigger single letters by accident (WCAG 2.1.4).
 */
export function watchShortcuts(actions: ShortcutActions): void {
  document.addEventListener('keydown', (event) => {
    const isChord = (isApple ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey;
    if (!isChord || event.repeat || !actions.isActive()) return;
    const key = event.key.toLowerCase();
    if (key !== 'd' && key !== 'e') return;
    event.preventDefault(); // browsers open a bookmark dialog or the search field
    if (key === 'd') actions.toggleMic();
    else actions.toggleCamera();
  });
}
