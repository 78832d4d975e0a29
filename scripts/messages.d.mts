/** `{ en: { room: { joined: '{name} joined' } } }` */
export type Catalogues = Record<string, Record<string, Record<string, string>>>;
/** `{ room: { joined: { name: 'string' } } }` */
export type Signatures = Record<string, Record<string, Record<string, string>>>;

export const LANGUAGES: readonly string[];
export function readCatalogues(): Promise<Catalogues>;
export function compileSources(sources: Record<string, string>): {
  files: Record<string, string>;
  messages: Signatures;
};
