/** The video for a window with one picture: a shared screen, else the active speaker, else anybody else, else the person. */
export function videoToShow(page: ParentNode, activeSpeaker: string | null): HTMLVideoElement | null {
  const tiles = [...page.querySelectorAll<HTMLElement>('#stage figure.tile--picture')];
  const isSelf = (tile: HTMLElement) => tile.dataset['self'] !== undefined;
  const tile =
    tiles.find((each) => each.dataset['source'] === 'screen' && !isSelf(each)) ??
    tiles.find((each) => each.dataset['participant'] === activeSpeaker) ??
    tiles.find((each) => !isSelf(each)) ??
    tiles[0];
  return tile?.querySelector('video') ?? null;
}
