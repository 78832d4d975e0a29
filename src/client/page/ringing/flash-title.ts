const FLASH_MS = 1_500;

/** Shows the text in the title of the tab, in turn with the page's own title. Returns a function that stops it. */
export function flashTitle(text: string): () => void {
  let own = document.title;

  function show(title: string): void {
    // The page may have changed its title meanwhile.
    if (document.title !== text) own = document.title;
    document.title = title;
  }

  show(text);
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const timer = isCalm
    ? undefined
    : setInterval(() => {
        show(document.title === text ? own : text);
      }, FLASH_MS);
  return () => {
    clearInterval(timer);
    show(own);
  };
}
