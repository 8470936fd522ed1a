import { Emitter } from './emitter';
import { HlsBackend } from './hlsBackend';
import { NativeBackend } from './nativeBackend';
import { byQuality } from './renditions';
import type { Backend, BackendContext, EngineEvents, EngineHooks, EngineState, PlaybackSource } from './types';

const FRESH: EngineState = {
  status: 'loading',
  failure: null,
  qualities: [],
  pinned: '',
  rendition: '',
  audioTracks: [],
  audioTrack: -1,
  subtitleTracks: [],
  subtitleTrack: -1,
};

/**
 * Plays one Video in one video element, whatever the browser needs for it, and says in its state how it goes. Play,
 * pause, seek and volume are the element's own; this class loads, chooses renditions and tracks, and recovers.
 */
export class PlaybackEngine extends Emitter<EngineEvents> {
  readonly #media: HTMLVideoElement;
  readonly #hooks: EngineHooks;
  #backend: Backend | null = null;
  #source: PlaybackSource | null = null;
  #state = FRESH;
  /** Whether the loaded playlist carries every rendition. */
  #adaptive = true;
  /** Where to begin, in seconds, as long as the element does not know it itself. */
  #startAt: number | null = null;

  constructor(media: HTMLVideoElement, hooks: EngineHooks) {
    super();
    this.#media = media;
    this.#hooks = hooks;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** `qualities`: what the server offers, for when a pinned rendition's own playlist cannot tell. */
  load(source: PlaybackSource, { pinned = '', qualities = [] }: { pinned?: string; qualities?: readonly string[] } = {}): void {
    this.#source = source;
    this.#open({ ...FRESH, pinned, qualities: [...qualities].sort(byQuality) }, 0);
  }

  /** Stay with one rendition; empty: choose by what the network carries. */
  pin(rendition: string): void {
    if (rendition === this.#state.pinned) return;
    if (this.#adaptive && this.#state.status !== 'failed' && this.#backend?.switchTo(rendition)) {
      this.#update({ pinned: rendition });
    } else {
      this.#open({ ...this.#state, pinned: rendition }, this.#place);
    }
  }

  selectAudio(id: number): void {
    this.#backend?.selectAudio(id);
  }

  selectSubtitles(id: number): void {
    this.#backend?.selectSubtitles(id);
  }

  /** Begin again where it failed. */
  retry(): void {
    this.#open(this.#state, this.#place);
  }

  /** The owner ended it: nothing plays on, also not what has been loaded ahead. */
  stop(): void {
    if (this.#state.failure === 'stopped') return;
    this.#startAt = this.#place;
    this.#media.pause();
    this.destroy();
    this.#update({ status: 'failed', failure: 'stopped' });
  }

  destroy(): void {
    this.#backend?.destroy();
    this.#backend = null;
  }

  get #place(): number {
    return this.#startAt ?? this.#media.currentTime;
  }

  #open(state: EngineState, startAt: number): void {
    const source = this.#source;
    if (!source) return;
    this.destroy();
    this.#startAt = startAt;
    this.#adaptive = state.pinned === '';
    const url = this.#adaptive ? source.adaptive : source.only(state.pinned);
    this.#state = { ...FRESH, pinned: state.pinned, qualities: state.qualities };
    this.#update({});
    const context: BackendContext = {
      media: this.#media,
      url,
      startAt,
      update: (change) => this.#update(change),
      fail: (failure) => (failure === 'stopped' ? this.stop() : this.#update({ status: 'failed', failure })),
      renewAccess: this.#hooks.renewAccess,
    };
    this.#backend = HlsBackend.supported ? new HlsBackend(context) : new NativeBackend(context);
  }

  #update(change: Partial<EngineState>): void {
    // A playlist of one rendition knows only itself: keep the choices that the server told of.
    if (!this.#adaptive && change.qualities) change = { ...change, qualities: this.#state.qualities };
    if (change.status === 'ready') this.#startAt = null;
    this.#state = { ...this.#state, ...change };
    this.emit('state', this.#state);
  }
}
