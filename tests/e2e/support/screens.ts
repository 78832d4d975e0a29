/** A desktop, a phone upright and a phone on its side. In CSS pixels. */
export const SCREENS = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
  { width: 844, height: 390 },
] as const;
