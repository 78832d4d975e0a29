/**
 * Whether a key press belongs to an input method, such as the one for Japanese. Safari sends the Enter that confirms a
 * composition after `compositionend` (WebKit bug 165004); only its key code tells it from an Enter for the page.
 */
export function belongsToInputMethod(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- no other property has this information
  return event.isComposing || event.keyCode === 229;
}
