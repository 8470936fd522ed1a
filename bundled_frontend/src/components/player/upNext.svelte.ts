import { api, type VideoDetail } from '../../api';
import { session } from '../../session.svelte';

/** The last seconds, in which the card shows; of something short a quarter. */
const CARD_SECONDS = 20;
const CARD_PART = 0.25;
/** So long before the card the next episode is looked up, for its picture. */
const LOOK_UP_SECONDS = 30;
/** Episodes in a row that nobody touched anything in. */
const MOST_UNATTENDED = 3;

/**
 * What comes after an episode: a card in its last seconds, then the next one begins by itself; unless the person does not
 * want that, or may have fallen asleep. It outlives the episode.
 */
export class UpNext {
  /** Seconds until the next episode begins; null: it does not begin by itself. */
  countdown: number | null = $state(null);
  /** Whether the card shows. */
  shows = $state(false);
  /** Whether the episode is over, and the card waits for an answer. */
  waits = $state(false);
  /** Whether the person is asked if they are still there. */
  asks = $state(false);
  /** All about the next episode; null: not looked up yet, or it could not be. */
  following: VideoDetail | null = $state.raw(null);

  readonly #go: (id: number) => void;
  #next: VideoDetail['next'] = null;
  #putOff = false;
  #episodes = 1;
  #lookedUp = false;

  constructor(go: (id: number) => void) {
    this.#go = go;
  }

  get title(): string {
    return this.following?.title ?? this.#next?.title ?? '';
  }

  /** An episode begins; `next` is the one after it. */
  begin(next: VideoDetail['next']): void {
    this.#next = next;
    this.following = null;
    this.#lookedUp = this.#putOff = this.asks = false;
    this.#hide();
  }

  /** The episode is here, in seconds. */
  at(position: number, duration: number): void {
    if (!this.#next || !(duration > 0)) return;
    const left = duration - position;
    const card = Math.min(CARD_SECONDS, duration * CARD_PART);
    if (left <= card + LOOK_UP_SECONDS) void this.#lookUp(this.#next.id);
    if (left > card) {
      this.#putOff = false; // they went back
      this.#hide();
    } else if (!this.#putOff) {
      this.shows = true;
      this.countdown = this.#wantsToGoOn ? Math.ceil(left) : null;
    }
  }

  /** The episode is over. */
  end(): void {
    if (!this.#next) return;
    if (this.#putOff || !this.#wantsToGoOn) {
      this.shows = this.waits = true;
      this.countdown = null;
    } else if (this.#episodes >= MOST_UNATTENDED) {
      this.#hide();
      this.asks = true;
    } else {
      this.#episodes += 1;
      this.#go(this.#next.id);
    }
  }

  /** Begin the next episode now: somebody asked for it. */
  goOn(): void {
    this.touch();
    if (this.#next) this.#go(this.#next.id);
  }

  /** Stay with this one to its very end. */
  putOff(): void {
    this.#putOff = true;
    this.#hide();
  }

  /** Somebody is there. */
  touch(): void {
    this.#episodes = 1;
  }

  get goesOnByItself(): boolean {
    return this.#wantsToGoOn;
  }

  set goesOnByItself(wanted: boolean) {
    session.remember({ autoplay: wanted });
    this.countdown = null; // until the clock says it again
  }

  get #wantsToGoOn(): boolean {
    return session.profile?.autoplay ?? true;
  }

  #hide(): void {
    this.shows = this.waits = false;
    this.countdown = null;
  }

  async #lookUp(id: number): Promise<void> {
    if (this.#lookedUp) return;
    this.#lookedUp = true;
    try {
      const following = await api.video(id);
      if (this.#next?.id === id) this.following = following;
    } catch {
      // The card has the title, and no picture.
    }
  }
}
