/**
 * Give back `wanted` if it stays on this server, else `/`. A link like `/sign-in?next=//evil.example` must not lead a
 * person away right after signing in; browsers read `/\` and control characters inside `//` like `//`, too.
 */
export function localPath(wanted: string | null): string {
  return wanted !== null && /^\/(?![/\\])[^\\\u0000-\u001f]*$/.test(wanted) ? wanted : '/';
}
