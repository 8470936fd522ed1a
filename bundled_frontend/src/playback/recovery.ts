/**
 * How often to help playback up again before telling the person. A film that stumbles once an hour must go on for
 * ever; one that stumbles at the same place again and again must not loop. So tries come back after calm playing.
 */
export class RecoveryBudget {
  readonly #tries: number;
  readonly #calmAfterMs: number;
  readonly #now: () => number;
  #used = 0;
  #last = -Infinity;

  constructor(tries: number, calmAfterMs: number, now: () => number = () => performance.now()) {
    this.#tries = tries;
    this.#calmAfterMs = calmAfterMs;
    this.#now = now;
  }

  /** True: try again. False: enough. */
  take(): boolean {
    const now = this.#now();
    if (now - this.#last > this.#calmAfterMs) this.#used = 0;
    this.#last = now;
    this.#used += 1;
    return this.#used <= this.#tries;
  }
}
