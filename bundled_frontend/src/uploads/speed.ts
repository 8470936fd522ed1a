/** Milliseconds that the speed is taken over: long enough to be calm, short enough to notice a change. */
const WINDOW = 10_000;

/** How fast something goes, from how far it was when. */
export class Speed {
  #marks: [time: number, bytes: number][] = [];

  note(bytes: number, now = Date.now()): void {
    const last = this.#marks[this.#marks.length - 1];
    if (last && bytes < last[1]) this.#marks = []; // a part is sent again
    this.#marks.push([now, bytes]);
    while (this.#marks.length > 2 && (this.#marks[1]?.[0] ?? now) <= now - WINDOW) this.#marks.shift();
  }

  /** Begin anew: a break is no slowness. */
  reset(): void {
    this.#marks = [];
  }

  /** Bytes per second; 0 while nobody can say. */
  get perSecond(): number {
    const first = this.#marks[0];
    const last = this.#marks[this.#marks.length - 1];
    if (!first || !last || last[0] - first[0] < 500) return 0;
    return ((last[1] - first[1]) * 1000) / (last[0] - first[0]);
  }

  /** Seconds until `bytes` more have gone; null while nobody can say. */
  secondsFor(bytes: number): number | null {
    return this.perSecond > 0 ? bytes / this.perSecond : null;
  }
}
