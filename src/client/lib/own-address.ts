/** The address of a page of Parley, also if Parley is below a path. `path` is like `home`, and may begin with a slash. */
export function ownAddress(path: string): string {
  return `${document.documentElement.dataset['base'] ?? '/'}${path.replace(/^\//, '')}`;
}
