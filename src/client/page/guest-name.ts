const KEY = 'parley.name';

/** The name that a guest has entered last, stored in this browser only. Empty for none. */
export function savedGuestName(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return ''; // the browser blocks the storage
  }
}

export function saveGuestName(name: string): void {
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // Storage is blocked or full: the guest enters the name again next time.
  }
}
