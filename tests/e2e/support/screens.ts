/** A desktop, a phone, and the same phone on its side. */
export const SCREENS = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
  { width: 844, height: 390 },
] as const;
