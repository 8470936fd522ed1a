import { holds } from './buffered';

const LOOK_MS = 500;
/** The clock runs, and there is nothing to see. */
const RUNNING_PATIENCE_MS = 4_000;
/** The clock does not even begin, with everything in the buffer. Longer than the standstill watch takes for its steps. */
const STANDING_PATIENCE_MS = 15_000;
/** So much of the film has to be there for standing still to be a fault of the browser's. */
const AHEAD_SECONDS = 1;

/** What the watch reads of a video element. */
export type PicturedMedia = Pick<HTMLVideoElement, 'currentTime' | 'paused' | 'buffered' | 'videoWidth'> & {
  getVideoPlaybackQuality?: () => Pick<VideoPlaybackQuality, 'totalVideoFrames'>;
};

/** Whether a picture of what is loaded was ever shown. */
export function hasShownPicture(media: PicturedMedia): boolean {
  return media.getVideoPlaybackQuality ? media.getVideoPlaybackQuality().totalVideoFrames > 0 : media.videoWidth > 0 && media.currentTime > 0;
}

/** Notices a film of which no picture comes although it plays: some browsers decode what they cannot into nothing, without a word. */
export class PictureWatch {
  readonly #media: PicturedMedia;
  readonly #none: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #at = NaN;
  #runsMs = 0;
  #standsMs = 0;

  constructor(media: PicturedMedia, none: () => void) {
    this.#media = media;
    this.#none = none;
    this.#timer = setInterval(this.#look, LOOK_MS);
  }

  destroy(): void {
    clearInterval(this.#timer);
  }

  readonly #look = (): void => {
    const media = this.#media;
    // Hidden pages decode no pictures.
    if (media.paused || document.hidden || hasShownPicture(media)) this.#runsMs = this.#standsMs = 0;
    else if (media.currentTime !== this.#at && !Number.isNaN(this.#at)) this.#runsMs += LOOK_MS;
    else if (holds(media.buffered, media.currentTime + AHEAD_SECONDS)) this.#standsMs += LOOK_MS;
    this.#at = media.currentTime;
    if (this.#runsMs < RUNNING_PATIENCE_MS && this.#standsMs < STANDING_PATIENCE_MS) return;
    this.destroy();
    this.#none();
  };
}
