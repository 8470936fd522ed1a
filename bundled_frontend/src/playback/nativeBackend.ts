import { failureOfMedia, passes } from './failure';
import { renditionName } from './renditions';
import type { Backend, BackendContext, Track } from './types';

/** Safari's audio tracks, which TypeScript's DOM library does not list. */
interface AudioTrackLike {
  enabled: boolean;
  label: string;
  language: string;
}
type WithAudioTracks = HTMLVideoElement & { audioTracks?: ArrayLike<AudioTrackLike> & EventTarget };

/** Plays with the browser's own HLS: Safari on iPhones without Media Source Extensions. */
export class NativeBackend implements Backend {
  readonly #context: BackendContext;
  readonly #media: WithAudioTracks;
  #startAt: number;
  readonly #listeners: [EventTarget, string, () => void][] = [];

  constructor(context: BackendContext) {
    this.#context = context;
    this.#media = context.media;
    this.#startAt = context.startAt;
    const { media } = context;
    this.#on(media, 'loadedmetadata', () => this.#ready());
    this.#on(media, 'error', () => this.#fail());
    this.#on(media.textTracks, 'addtrack', () => this.#listTracks());
    if (this.#media.audioTracks) this.#on(this.#media.audioTracks, 'addtrack', () => this.#listTracks());
    media.src = context.url;
  }

  /** The browser chooses among the renditions alone: another one means another playlist. */
  switchTo(): boolean {
    return false;
  }

  selectAudio(id: number): void {
    Array.from(this.#media.audioTracks ?? []).forEach((track, index) => (track.enabled = index === id));
    this.#context.update({ audioTrack: id });
  }

  selectSubtitles(id: number): void {
    this.#subtitles().forEach((track, index) => (track.mode = index === id ? 'showing' : 'disabled'));
    this.#context.update({ subtitleTrack: id });
  }

  loadAgain(): void {
    const { media, url } = this.#context;
    const playing = !media.paused;
    this.#startAt = media.currentTime || this.#startAt;
    media.src = url;
    if (playing) media.play().catch(() => undefined);
  }

  destroy(): void {
    for (const [target, name, listener] of this.#listeners) target.removeEventListener(name, listener);
    this.#media.removeAttribute('src');
    this.#media.load();
  }

  #on(target: EventTarget, name: string, listener: () => void): void {
    target.addEventListener(name, listener);
    this.#listeners.push([target, name, listener]);
  }

  /** This browser chooses among the renditions alone, and tells neither which one nor its codec. */
  #fail(): void {
    const failure = failureOfMedia(this.#media.error);
    if (passes(failure)) this.#context.fail(failure);
    else this.#context.cannotDecode('');
  }

  #ready(): void {
    const { media, url } = this.#context;
    if (this.#startAt) media.currentTime = this.#startAt;
    // The name of the rendition is known only where the playlist carries just one.
    const single = /\/video\/[^/]+\/[^/]+\/index\.m3u8/.test(url);
    this.#context.update({ status: 'ready', failure: null, rendition: single ? renditionName(url) : '' });
    this.#listTracks();
  }

  #listTracks(): void {
    const audio = Array.from(this.#media.audioTracks ?? []);
    this.#context.update({
      audioTracks: audio.map(trackOf),
      audioTrack: audio.findIndex((track) => track.enabled),
      subtitleTracks: this.#subtitles().map(trackOf),
    });
  }

  /** The seek bar's pictures are a text track, too. */
  #subtitles(): TextTrack[] {
    return Array.from(this.#media.textTracks).filter(({ kind }) => kind !== 'metadata');
  }
}

function trackOf(track: { label: string; language: string; kind?: string }, id: number): Track {
  return { id, label: track.label, language: track.language, forced: track.kind === 'forced' };
}
