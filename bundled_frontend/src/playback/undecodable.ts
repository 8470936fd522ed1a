import { store, stored } from '../storage';

const STORAGE_KEY = 'videoflix.undecodable';
/** Browsers learn: after a month the original gets another chance. */
const REMEMBERED_MS = 30 * 86_400_000;

/** Originals that this device turned out not to decode, by film and codec: a replaced film in another codec is tried anew. */
export class Undecodable {
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  has(film: string, codec: string): boolean {
    return `${film} ${codec}` in this.#remembered();
  }

  add(film: string, codec: string): void {
    store(STORAGE_KEY, JSON.stringify({ ...this.#remembered(), [`${film} ${codec}`]: this.#now() }));
  }

  #remembered(): Record<string, number> {
    const since = this.#now() - REMEMBERED_MS;
    return Object.fromEntries(Object.entries(read()).filter(([, at]) => typeof at === 'number' && at > since));
  }
}

function read(): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(stored(STORAGE_KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, number>) : {};
  } catch {
    return {};
  }
}
