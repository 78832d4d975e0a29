/** Document Picture-in-Picture, which the DOM types do not have. */
interface SmallWindows extends EventTarget {
  readonly window: Window | null;
}

const { documentPictureInPicture } = window as { documentPictureInPicture?: SmallWindows };

/** The size in CSS pixels of the small window that shows the call while its tab may be in the background; null without one. */
export function smallWindowSize(): { width: number; height: number } | null {
  const small = documentPictureInPicture?.window;
  return small ? { width: small.innerWidth, height: small.innerHeight } : null;
}

/** Calls `listener` when such a window opens, closes or changes its size. */
export function onSmallWindow(listener: () => void): void {
  documentPictureInPicture?.addEventListener('enter', () => {
    listener();
    documentPictureInPicture.window?.addEventListener('resize', listener);
    documentPictureInPicture.window?.addEventListener('pagehide', () => {
      setTimeout(listener); // the browser still names the window during this event
    });
  });
}
