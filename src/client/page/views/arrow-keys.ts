export type Axis = 'vertical' | 'horizontal' | 'both';

const FORWARD: Record<Axis, readonly string[]> = {
  vertical: ['ArrowDown'],
  horizontal: ['ArrowRight'],
  both: ['ArrowDown', 'ArrowRight'],
};
const BACK: Record<Axis, readonly string[]> = {
  vertical: ['ArrowUp'],
  horizontal: ['ArrowLeft'],
  both: ['ArrowUp', 'ArrowLeft'],
};

/**
 * The index to which a key moves the focus in a menu or a toolbar, by the patterns of the ARIA Authoring Practices; null
 * for a key that does not move it. `at` is the index that has the focus, or -1. The ends are connected.
 */
export function indexAfterKey(key: string, at: number, count: number, axis: Axis): number | null {
  if (count === 0) return null;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (FORWARD[axis].includes(key)) return (at + 1) % count;
  if (BACK[axis].includes(key)) return at <= 0 ? count - 1 : at - 1;
  return null;
}
