import type { PlaybackFailure } from './failure';

const LOOK_MS = 500;
const MOST_SECONDS = 5;
/** `HAVE_FUTURE_DATA`: with less the clock stands. */
const PLAYS = 3;

interface OutageOptions {
  media: Pick<HTMLMediaElement, 'readyState'>;
  loadAgain: () => void;
  /** Why the film stands still; null: it goes on. */
  tell: (failure: PlaybackFailure | null) => void;
}

/**
 * Rides out what passes by itself: a drive that was pulled, a server that starts anew. Tries again until it is over, and
 * says something only while the film really stands: what is in the buffer plays meanwhile.
 */
export class Outage {
  readonly #options: OutageOptions;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #look: ReturnType<typeof setInterval> | undefined;
  #failure: PlaybackFailure | null = null;
  #told: PlaybackFailure | null = null;
  #tries = 0;

  constructor(options: OutageOptions) {
    this.#options = options;
  }

  /** Whether the film stands still because of it. */
  get stands(): boolean {
    return this.#told !== null;
  }

  /** Loading ended, for this reason. */
  add(failure: PlaybackFailure): void {
    this.#failure = failure;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(this.#tryAgain, Math.min(MOST_SECONDS, 1 + this.#tries) * 1_000);
    this.#look ??= setInterval(this.#watch, LOOK_MS);
    this.#watch();
  }

  end(): void {
    clearTimeout(this.#retry);
    clearInterval(this.#look);
    this.#retry = this.#look = undefined;
    this.#failure = this.#told = null;
    this.#tries = 0;
  }

  readonly #tryAgain = (): void => {
    this.#retry = undefined;
    this.#tries += 1;
    this.#options.loadAgain();
  };

  readonly #watch = (): void => {
    const stands = this.#options.media.readyState < PLAYS;
    const told = stands ? this.#failure : null;
    if (told !== this.#told) {
      this.#told = told;
      this.#options.tell(told);
    }
    if (!stands && this.#retry === undefined) this.end();
  };
}
