export interface Browsers {
  chromium: string;
  headlessShell: string | null;
}
export function findBrowsers(): Promise<Browsers | null>;
export function ensureBrowsers(): Promise<Browsers>;
