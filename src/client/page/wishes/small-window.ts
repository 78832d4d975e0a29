/** Document Picture-in-Picture, which the DOM types do not have. */
interface SmallWindows extends EventTarget {
  readonly window: Window | null;
}

const { documentPictureInPicture } = window as { documentPictureInPicture?: SmallWindows };

/** Whether a small window shows the call while its tab may be in the background. */
export function isInSmallWindow(): boolean {
  return (documentPictureInPicture?.window ?? null) !== null;
}

/** Calls `listener` when such a window opens or closes. */
export function onSmallWindow(listener: () => void): void {
  documentPictureInPicture?.addEventListener('enter', () => {
    listener();
    documentPictureInPicture.window?.addEventListener('pagehide', () => {
      setTimeout(listener); // the browser still names the window during this event
    });
  });
}
