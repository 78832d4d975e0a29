/**
 * Loads a script of Parley that a page needs later. `attempt` counts from 1. Browsers remember that a script could not be
 * loaded, so each further attempt needs an address of its own.
 */
export async function importBundle<Bundle>(address: string | undefined, attempt: number): Promise<Bundle> {
  const url = address ?? '';
  return (await import(attempt === 1 ? url : `${url}?attempt=${attempt}`)) as Bundle;
}
