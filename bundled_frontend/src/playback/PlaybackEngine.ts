import { Emitter } from './emitter';
import { passes } from './failure';
import { HlsBackend } from './hlsBackend';
import { NativeBackend } from './nativeBackend';
import { Outage } from './outage';
import { RecoveryBudget } from './recovery';
import { byQuality, isOriginal } from './renditions';
import type { Backend, BackendContext, EngineEvents, EngineHooks, EngineState, PlaybackFailure, PlaybackSource } from './types';
import { Undecodable } from './undecodable';

const FRESH: EngineState = {
  status: 'loading',
  failure: null,
  fellBack: false,
  qualities: [],
  pinned: '',
  rendition: '',
  audioTracks: [],
  audioTrack: -1,
  subtitleTracks: [],
  subtitleTrack: -1,
};

interface LoadOptions {
  /** The rendition to stay with; empty: choose by what the network carries. */
  pinned?: string;
  /** What the server offers, for when a pinned rendition's own playlist cannot tell. */
  qualities?: readonly string[];
  /** Seconds. */
  startAt?: number;
}

/**
 * Plays one Video in one video element, whatever the browser needs for it, and says in its state how it goes. Play,
 * pause and volume are the element's own; this class loads, goes to a place, chooses renditions and tracks, and recovers.
 */
export class PlaybackEngine extends Emitter<EngineEvents> {
  readonly #media: HTMLVideoElement;
  readonly #hooks: EngineHooks;
  #backend: Backend | null = null;
  #source: PlaybackSource | null = null;
  #state = FRESH;
  #startAt = 0;
  /** Whether the person wants it to play. `paused` does not tell: a browser that gives a film up pauses it without an event. */
  #wanted = false;
  readonly #outage: Outage;
  readonly #anew = new RecoveryBudget(2, 60_000);
  readonly #undecodable = new Undecodable();
  /** Whether the loaded playlist carries every rendition. */
  #adaptive = true;

  constructor(media: HTMLVideoElement, hooks: EngineHooks) {
    super();
    this.#media = media;
    this.#hooks = hooks;
    media.addEventListener('play', this.#onPlay);
    media.addEventListener('pause', this.#onPause);
    media.addEventListener('seeking', this.#onSeeking);
    media.addEventListener('loadeddata', this.#onLoaded);
    this.#outage = new Outage({
      media,
      loadAgain: () => this.#backend?.loadAgain(),
      tell: (failure) => this.#update(failure ? { status: 'waiting', failure } : { status: 'ready', failure: null }),
    });
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Where the film is, in seconds; before it plays, and once it was ended, where it will begin. */
  get place(): number {
    return this.#media.currentTime || this.#startAt;
  }

  /** A person wants it to play, whatever is still to be opened. */
  want(): void {
    this.#wanted = true;
  }

  load(source: PlaybackSource, { pinned = '', qualities = [], startAt = 0 }: LoadOptions = {}): void {
    this.#source = source;
    this.#open({ ...FRESH, pinned, qualities: [...qualities].sort(byQuality) }, startAt);
  }

  /** Stay with one rendition; empty: choose by what the network carries. */
  pin(rendition: string): void {
    if (rendition === this.#state.pinned) return;
    if (this.#adaptive && this.#state.status !== 'failed' && this.#backend?.switchTo(rendition)) {
      this.#update({ pinned: rendition });
    } else {
      this.#open({ ...this.#state, pinned: rendition }, this.place);
    }
  }

  selectAudio(id: number): void {
    this.#backend?.selectAudio(id);
  }

  selectSubtitles(id: number): void {
    this.#backend?.selectSubtitles(id);
  }

  /** Go to a second of what is loaded, also while it still opens. */
  seek(seconds: number): void {
    this.#startAt = seconds;
    if (this.#media.readyState > 0) this.#goThere();
    else this.#media.addEventListener('loadedmetadata', this.#goThere, { once: true });
  }

  /** Begin again where it failed. */
  retry(): void {
    this.#open(this.#state, this.place);
  }

  /** The owner ended it: nothing plays on, also not what has been loaded ahead. */
  stop(): void {
    if (this.#state.failure === 'stopped') return;
    this.#startAt = this.place;
    this.#media.pause();
    this.#close();
    this.#end('stopped');
  }

  destroy(): void {
    this.#media.removeEventListener('play', this.#onPlay);
    this.#media.removeEventListener('pause', this.#onPause);
    this.#media.removeEventListener('seeking', this.#onSeeking);
    this.#media.removeEventListener('loadeddata', this.#onLoaded);
    this.#close();
  }

  readonly #onPlay = (): void => void (this.#wanted = true);
  /** What it tells may be over: the end of a file that gave way to another. */
  readonly #onPause = (): void => void (this.#wanted &&= !this.#media.paused);
  /** What opens takes back what was said before; so it is said again. */
  readonly #onLoaded = (): void => {
    if (this.#wanted && this.#media.paused) this.#media.play().catch(() => undefined);
  };
  readonly #onSeeking = (): void => void (this.#startAt = this.#media.currentTime);
  readonly #goThere = (): void => void (this.#media.currentTime = this.#startAt);

  #close(): void {
    this.#outage.end();
    this.#media.removeEventListener('loadedmetadata', this.#goThere);
    this.#backend?.destroy();
    this.#backend = null;
  }

  #open(state: EngineState, startAt: number): void {
    const source = this.#source;
    if (!source) return;
    this.#close();
    this.#startAt = startAt;
    this.#adaptive = state.pinned === '';
    const url = this.#adaptive ? source.adaptive : source.only(state.pinned);
    this.#state = { ...FRESH, pinned: state.pinned, qualities: state.qualities, fellBack: state.fellBack };
    this.#update({});
    const context: BackendContext = {
      media: this.#media,
      url,
      startAt,
      update: (change) => this.#update(change),
      fail: (failure) => void this.#fail(failure),
      isUndecodable: (codec) => state.fellBack || this.#undecodable.has(source.id, codec),
      cannotDecode: (codec) => this.#fallBack(codec),
      renewAccess: this.#hooks.renewAccess,
    };
    this.#backend = HlsBackend.supported ? new HlsBackend(context) : new NativeBackend(context);
    if (this.#wanted) this.#media.play().catch(() => undefined); // where that is refused, the button to play shows
  }

  async #fail(failure: PlaybackFailure): Promise<void> {
    if (failure === 'stopped') return this.stop();
    const backend = this.#backend;
    const reason = failure === 'notFound' ? await this.#reasonOfNotFound() : failure;
    if (backend !== this.#backend) return; // another film meanwhile
    if (reason && passes(reason)) this.#outage.add(reason);
    else if (reason && reason !== 'unsupported') this.#end(reason);
    else if (reason) this.#fallBack('');
    // The film was replaced, and what this playlist names is no more.
    else if (this.#anew.take()) this.#open(this.#state, this.place);
    else this.#end('damaged');
  }

  #end(failure: PlaybackFailure): void {
    this.#outage.end();
    this.#update({ status: 'failed', failure });
  }

  async #reasonOfNotFound(): Promise<PlaybackFailure | null> {
    try {
      return await this.#hooks.whyNotFound();
    } catch {
      return 'unreachable';
    }
  }

  /** Play something encoded instead of the original, from the same place. Once: what does not decode then, nothing here does. */
  #fallBack(codec: string): void {
    const { pinned, qualities, fellBack } = this.#state;
    const encoded = qualities.find((name) => !isOriginal(name));
    if (fellBack || (pinned && !isOriginal(pinned))) return this.#end('unsupported');
    if (this.#source && codec) this.#undecodable.add(this.#source.id, codec);
    // hls.js leaves the original out; a browser that chooses alone must be given one that is encoded.
    const instead = HlsBackend.supported ? '' : encoded;
    if (instead === undefined) return this.#end('unsupported');
    this.#open({ ...this.#state, pinned: instead, fellBack: true }, this.place);
  }

  #update(change: Partial<EngineState>): void {
    // A playlist of one rendition knows only itself: keep the choices that the server told of.
    if (!this.#adaptive && change.qualities) change = { ...change, qualities: this.#state.qualities };
    // An outage ends when the film moves, not with the first bytes that come.
    if (change.status === 'ready' && this.#outage.stands) change = { ...change, status: 'waiting', failure: this.#state.failure };
    this.#state = { ...this.#state, ...change };
    this.emit('state', this.#state);
  }
}
