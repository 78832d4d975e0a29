/** Writes an unexpected error to the console. No other file of the page scripts does. */
export function logError(error: unknown): void {
  console.error('Parley: unexpected error', error);
}
