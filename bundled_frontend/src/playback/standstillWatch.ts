import { holds } from './buffered';

const LOOK_MS = 500;
const SEEKING_PATIENCE_MS = 1_500;
const PLAYING_PATIENCE_MS = 3_000;
const STEP_SECONDS = 0.05;
/** So much of the film has to be there for standing still to be a fault of the browser's. */
const AHEAD_SECONDS = 1;
const STEPS_BEFORE_REBUILDING = 2;

/** What the watch reads of a video element. */
export type WatchedMedia = Pick<HTMLMediaElement, 'currentTime' | 'seeking' | 'paused' | 'ended' | 'buffered'>;

/**
 * Ends standstills with everything in the buffer. WebKitGTK sometimes never finishes a seek that comes while it still
 * opens the film, and sometimes never begins; a seek a step further mostly helps, and opening the film anew does.
 * Patience doubles each time: a slow machine that really decodes for long must not be made to begin again for ever.
 */
export class StandstillWatch {
  readonly #media: WatchedMedia;
  readonly #rebuild: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #at = NaN;
  #standsMs = 0;
  #movesInARow = 0;
  #remedies = 0;

  constructor(media: WatchedMedia, rebuild: () => void) {
    this.#media = media;
    this.#rebuild = rebuild;
    this.#timer = setInterval(this.#look, LOOK_MS);
  }

  destroy(): void {
    clearInterval(this.#timer);
  }

  readonly #look = (): void => {
    const { seeking, currentTime } = this.#media;
    const moved = currentTime !== this.#at;
    this.#movesInARow = moved && !seeking ? this.#movesInARow + 1 : 0;
    if (this.#movesInARow > 1) this.#remedies = 0; // a single move may be the step itself, rounded by the browser
    this.#at = currentTime;
    this.#standsMs = !moved && this.#shouldMove() ? this.#standsMs + LOOK_MS : 0;
    const patience = (seeking ? SEEKING_PATIENCE_MS : PLAYING_PATIENCE_MS) * 2 ** this.#remedies;
    if (this.#standsMs >= patience) this.#help();
  };

  #shouldMove(): boolean {
    const { seeking, paused, ended, buffered, currentTime } = this.#media;
    if (seeking) return holds(buffered, currentTime + STEP_SECONDS);
    return !paused && !ended && holds(buffered, currentTime + AHEAD_SECONDS);
  }

  #help(): void {
    this.#standsMs = 0;
    this.#remedies += 1;
    if (this.#remedies % (STEPS_BEFORE_REBUILDING + 1) === 0) this.#rebuild();
    else this.#at = this.#media.currentTime += STEP_SECONDS;
  }
}
