/**
 * Matches the start of an attribute that holds an address of this server: a link, the target of a form, a file. EJS escapes
 * the quotes in all data, so only the templates themselves can contain such text. `data-base` is the address of the home
 * page, from which scripts derive others, and further `data-` attributes name the scripts of the build.
 */
const OWN_ADDRESS =
  /(\s(?:href|src|action|formaction|poster|data-base)=")\/(?!\/)|(\sdata-[a-z-]+=")\/(?=build\/)/g;

/** Adds `basePath`, such as `/parley`, to every address of this server in a page. */
export function linksBelow(html: string, basePath: string): string {
  return html.replace(OWN_ADDRESS, (_match, link?: string, file?: string) => `${link ?? file}${basePath}/`);
}
