export interface ShortcutActions {
  toggleMic(): void;
  toggleCamera(): void;
  isActive(): boolean;
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The key that goes with a letter here, as it is written for people. */
export const modifier = isApple ? '⌘' : 'Ctrl+';

/**
 * Ctrl or ⌘ with D and E, which people know from other meetings. Only with a modifier, so that nobody who dictates or
 * types elsewhere on the page sets one off (WCAG 2.1.4).
 */
export function watchShortcuts(actions: ShortcutActions): void {
  document.addEventListener('keydown', (event) => {
    const isChord = (isApple ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey;
    if (!isChord || event.repeat || !actions.isActive()) return;
    const key = event.key.toLowerCase();
    if (key !== 'd' && key !== 'e') return;
    event.preventDefault(); // else a bookmark, or the search field
    if (key === 'd') actions.toggleMic();
    else actions.toggleCamera();
  });
}
