/** The address of the page of a person, from which the person can be called. */
export function personPath(username: string): string {
  return `/people/${encodeURIComponent(username)}`;
}
