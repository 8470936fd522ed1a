/** localStorage that never throws: it is forbidden in some private windows and embedded browsers. */

export function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It will be forgotten at the end of the visit: no reason to trouble anyone.
  }
}
