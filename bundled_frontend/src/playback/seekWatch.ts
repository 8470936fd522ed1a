const LOOK_MS = 500;
const FIRST_PATIENCE_MS = 1_500;
const STEP_SECONDS = 0.05;

/** What the watch reads of a video element. */
export type SeekableMedia = Pick<HTMLMediaElement, 'currentTime' | 'seeking' | 'buffered'>;

/**
 * Ends seeks that hang. WebKitGTK sometimes never finishes a seek that comes while it still opens the film, although
 * everything is in the buffer; a second one, a step further, finishes. Patience doubles each time: a slow machine that
 * really decodes for long must not be made to begin again for ever.
 */
export class SeekWatch {
  readonly #media: SeekableMedia;
  readonly #timer: ReturnType<typeof setInterval>;
  #at = NaN;
  #hangsMs = 0;
  #patienceMs = FIRST_PATIENCE_MS;

  constructor(media: SeekableMedia) {
    this.#media = media;
    this.#timer = setInterval(this.#look, LOOK_MS);
  }

  destroy(): void {
    clearInterval(this.#timer);
  }

  readonly #look = (): void => {
    const { seeking, buffered, currentTime } = this.#media;
    if (!seeking) this.#patienceMs = FIRST_PATIENCE_MS;
    const hangs = seeking && currentTime === this.#at && holds(buffered, currentTime + STEP_SECONDS);
    this.#at = currentTime;
    this.#hangsMs = hangs ? this.#hangsMs + LOOK_MS : 0;
    if (this.#hangsMs < this.#patienceMs) return;
    this.#hangsMs = 0;
    this.#patienceMs *= 2;
    this.#at = this.#media.currentTime = currentTime + STEP_SECONDS;
  };
}

function holds(buffered: TimeRanges, time: number): boolean {
  for (let i = 0; i < buffered.length; i++) if (buffered.start(i) <= time && time < buffered.end(i)) return true;
  return false;
}
