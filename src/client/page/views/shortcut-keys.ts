export const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
const modifier = isApple ? '⌘' : 'Ctrl+';

/** The shortcuts of this system as people read them, such as `Ctrl+D`. */
export const shortcuts = { mic: `${modifier}D`, camera: `${modifier}E` } as const;
