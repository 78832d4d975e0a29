/** A page of Parley as a document whose scripts do not run. Rejects if it cannot be loaded. */
export function importDocument(address: string): Promise<Document> {
  // The security policy forbids to parse text that `fetch` has read; this lets the browser parse the answer itself.
  const request = new XMLHttpRequest();
  request.responseType = 'document';
  request.open('GET', address);
  return new Promise((resolve, reject) => {
    request.addEventListener('load', () => {
      if (request.status === 200 && request.response instanceof Document) resolve(request.response);
      else reject(new Error('A page could not be loaded'));
    });
    request.addEventListener('error', () => {
      reject(new Error('A page could not be loaded'));
    });
    request.send();
  });
}
