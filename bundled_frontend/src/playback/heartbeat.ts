import type { PlaybackReport } from '../api';

const EVERY_MS = 10_000;
/** Dragging the slider seeks many times a second: that many reports would help nobody. */
const AT_MOST_EVERY_MS = 1_000;
/** `seeking` as well as `seeked`: between the two lies the work that the server has to do at the new place. */
const EVENTS = ['playing', 'pause', 'seeking', 'seeked'] as const;

/** What the heartbeat reads of a video element. */
export type HeartbeatMedia = Pick<HTMLMediaElement, 'paused' | 'addEventListener' | 'removeEventListener'>;

export interface HeartbeatOptions {
  media: HeartbeatMedia;
  /** Seconds. The element's own clock stands at 0 while a film opens. */
  position: () => number;
  rendition: () => string;
  send: (report: PlaybackReport) => Promise<void>;
  key?: string;
}

/**
 * Tells the server where this device is in the video, so that it prepares what comes next: every 10 s while playing,
 * at once on pause and seek, when the page is hidden, and when the person leaves. A report that gets lost is made good by the next one.
 */
export class Heartbeat {
  readonly #options: Required<HeartbeatOptions>;
  #timer: ReturnType<typeof setInterval> | undefined;
  #delayed: ReturnType<typeof setTimeout> | undefined;
  #last = -Infinity;
  #ended = false;

  constructor(options: HeartbeatOptions) {
    this.#options = { key: uuid(), ...options };
    for (const name of EVENTS) options.media.addEventListener(name, this.#beat);
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#timer = setInterval(() => {
      if (!options.media.paused) this.#beat();
    }, EVERY_MS);
  }

  /** The person leaves: the server may stop working for them. */
  end(): void {
    if (this.#ended) return;
    clearInterval(this.#timer);
    clearTimeout(this.#delayed);
    for (const name of EVENTS) this.#options.media.removeEventListener(name, this.#beat);
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#report(true);
    this.#ended = true;
  }

  readonly #beat = (): void => {
    clearTimeout(this.#delayed);
    const wait = this.#last + AT_MOST_EVERY_MS - Date.now();
    if (wait <= 0) this.#report(false);
    else this.#delayed = setTimeout(() => this.#report(false), wait);
  };

  /** Phones end a hidden page without a word more. */
  readonly #onVisibility = (): void => {
    if (document.hidden && !this.#options.media.paused) this.#beat();
  };

  #report(ended: boolean): void {
    this.#last = Date.now();
    const { media, position, rendition, send, key } = this.#options;
    const report = { key, position: position(), rendition: rendition(), paused: media.paused, ended };
    send(report).catch(() => undefined);
  }
}

/** A random UUID v4. `crypto.randomUUID` exists over HTTPS only, and homes speak plain HTTP. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
