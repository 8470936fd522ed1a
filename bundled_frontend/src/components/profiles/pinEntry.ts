/** A PIN on its way in: once to prove who one is, twice to choose a new one. */

export const SHORTEST_PIN = 4;
export const LONGEST_PIN = 8;

export interface PinEntry {
  /** What has been typed. */
  readonly digits: string;
  /** A new PIN, typed once already; empty: not yet. */
  readonly first: string;
  /** The second time was not like the first. */
  readonly differs: boolean;
}

export const EMPTY: PinEntry = { digits: '', first: '', differs: false };

export function typed(entry: PinEntry, digit: string): PinEntry {
  return entry.digits.length < LONGEST_PIN ? { ...entry, digits: entry.digits + digit, differs: false } : entry;
}

export function erased(entry: PinEntry): PinEntry {
  return { ...entry, digits: entry.digits.slice(0, -1) };
}

export function isLongEnough({ digits }: PinEntry): boolean {
  return digits.length >= SHORTEST_PIN;
}

/** A new PIN after OK: asked for again, begun anew, or both times the same and done. */
export function repeated({ digits, first }: PinEntry): PinEntry | 'done' {
  if (first === '') return { digits: '', first: digits, differs: false };
  return first === digits ? 'done' : { ...EMPTY, differs: true };
}
