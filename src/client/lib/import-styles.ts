/** Adds a stylesheet of Parley that the page needs later. Rejects, and removes it, if it cannot be loaded. */
export function importStyles(address: string): Promise<void> {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = address;
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
