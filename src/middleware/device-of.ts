/** What a browser says about itself, as far as Parley keeps it. The names are the same in every language. */
export interface Device {
  readonly browser: string | null;
  readonly system: string | null;
}

/** Browsers name their relatives too: Edge says "Chrome" and "Safari", Chrome says "Safari". The first match counts. */
const BROWSERS = {
  Edge: /\b(?:Edg|EdgA|EdgiOS)\//,
  Opera: /\b(?:OPR|Opera)\//,
  Firefox: /\b(?:Firefox|FxiOS)\//,
  Chrome: /\b(?:Chrome|CriOS)\//,
  Safari: /\bSafari\//,
};
/** Android says "Linux", and an iPhone says "Mac OS X". */
const SYSTEMS = {
  Android: /\bAndroid\b/,
  iOS: /\b(?:iPhone|iPad|iPod)\b/,
  Windows: /\bWindows\b/,
  macOS: /\bMac OS X\b|\bMacintosh\b/,
  ChromeOS: /\bCrOS\b/,
  Linux: /\bLinux\b/,
};
/** Browsers send about 120 characters. */
const READ_MAX = 400;

/** Reads the names of browser and system from the header `User-Agent`. Null stands for one that the header does not tell. */
export function deviceOf(userAgent: string | undefined): Device {
  const text = (userAgent ?? '').slice(0, READ_MAX);
  const nameIn = (patterns: Record<string, RegExp>) =>
    Object.keys(patterns).find((name) => patterns[name]?.test(text)) ?? null;
  return { browser: nameIn(BROWSERS), system: nameIn(SYSTEMS) };
}
