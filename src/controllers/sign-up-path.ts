/** The path of the page that a sign-up link opens. */
export function signUpPath(token: string): string {
  return `/register?invitation=${encodeURIComponent(token)}`;
}
