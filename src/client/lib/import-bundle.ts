/**
 * Loads a script of Parley that a page needs later. `attempt` counts from 1. Browsers remember that a script could not be
 * loaded, so each further attempt needs an address of its own.
 */
export async function importBundle<Bundle>(address: string | undefined, attempt: number): Promise<Bundle> {
  return (await import(addressOf(address, attempt))) as Bundle;
}

/** Loads a stylesheet of Parley that a page needs later. `attempt` counts from 1. */
export function importStyles(address: string | undefined, attempt: number): Promise<void> {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = addressOf(address, attempt);
  return new Promise((resolve, reject) => {
    link.addEventListener('load', () => {
      resolve();
    });
    link.addEventListener('error', () => {
      link.remove();
      reject(new Error('A stylesheet could not be loaded'));
    });
    document.head.append(link);
  });
}

function addressOf(address = '', attempt: number): string {
  return attempt === 1 ? address : `${address}?attempt=${attempt}`;
}
