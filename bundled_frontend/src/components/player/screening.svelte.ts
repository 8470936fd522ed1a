import { api, ApiError, client, type Edition, type Part, type PlaybackReport, type VideoDetail } from '../../api';
import { session } from '../../session.svelte';
import { Heartbeat } from '../../playback/heartbeat';
import { PlaybackEngine } from '../../playback/PlaybackEngine';
import type { EngineState, PlaybackFailure } from '../../playback/types';
import { preferredAudio, preferredSubtitles } from './choices';
import { beginningOf, editionOf, sameQuality, sourceOf, versionOf } from './film';
import { lengthOf, placeOf, secondOf, type Place } from './parts';

/** Seconds. What hls.js opens at its very end begins at the beginning. */
const LAST_MOMENT = 0.5;

export interface Wishes {
  /** The rendition to stay with; empty: automatic. */
  pinned: string;
  /** The edition, by its version; empty: the usual one. */
  version: string;
  /** Seconds, as text; empty: where somebody stopped. */
  start: string;
}

/** One film on the player's screen, file after file; the server hears where it is. The element it plays in outlives it. */
export class Screening {
  playback: EngineState | null = $state.raw(null);
  /** The browser wants a person's touch before there is sound. */
  refused = $state(false);
  edition: Edition | null = $state.raw(null);
  /** Where it began, in seconds of the film; 0: at the beginning. */
  beganAt = $state(0);

  /** Which of the edition's files plays. */
  #index = 0;
  readonly #video: VideoDetail;
  readonly #media: HTMLVideoElement;
  readonly #engine: PlaybackEngine;
  #heartbeat: Heartbeat;

  constructor(video: VideoDetail, media: HTMLVideoElement, { pinned, version, start }: Wishes) {
    this.#video = video;
    this.#media = media;
    this.#engine = new PlaybackEngine(media, { renewAccess: () => client.renew(), whyNotFound: () => this.#whyNotFound() });
    this.#engine.on('state', (state) => this.#follow(state));
    this.#heartbeat = this.#beginHeartbeat();
    window.addEventListener('pagehide', this.#onLeave);
    window.addEventListener('pageshow', this.#onComeBack);
    const edition = editionOf(video, version);
    if (!edition) return;
    this.edition = edition;
    this.beganAt = beginningOf(video, edition, start);
    this.#open(placeOf(edition, this.beganAt), pinned);
    void this.play();
  }

  close(): void {
    window.removeEventListener('pagehide', this.#onLeave);
    window.removeEventListener('pageshow', this.#onComeBack);
    this.#heartbeat.end();
    this.#engine.destroy();
  }

  get version(): string {
    return this.edition ? versionOf(this.edition) : '';
  }

  /** Where the film is, in seconds of the whole. */
  get time(): number {
    return this.before + this.#engine.place;
  }

  /** Seconds of the whole film; of a single file the browser tells them, and NaN until it knows. */
  get length(): number {
    return this.edition && this.edition.parts.length > 1 ? lengthOf(this.edition) : this.#media.duration;
  }

  /** Seconds of the film before the file that plays. */
  get before(): number {
    return this.edition ? secondOf(this.edition, { index: this.#index, seconds: 0 }) : 0;
  }

  get #part(): Part | undefined {
    return this.edition?.parts[this.#index];
  }

  /** What has ended begins anew: the browser would begin the last file. */
  async play(): Promise<void> {
    this.#engine.want();
    if (this.#media.ended) this.seek(0);
    try {
      await this.#media.play();
      this.refused = false;
    } catch (error) {
      this.refused = error instanceof DOMException && error.name === 'NotAllowedError';
    }
  }

  retry(): void {
    this.#engine.retry();
    void this.play();
  }

  pin(rendition: string): void {
    this.#engine.pin(rendition);
  }

  goToBeginning(): void {
    this.beganAt = 0;
    this.seek(0);
  }

  /** To a second of the whole film, in whichever file it is. */
  seek(seconds: number): void {
    if (!this.edition) return;
    const place = placeOf(this.edition, seconds);
    if (place.index === this.#index) this.#engine.seek(place.seconds);
    else this.#open(place);
  }

  /** Goes on with the next file. False: there is none. */
  playNextPart(): boolean {
    const index = this.#index + 1;
    if (!this.edition?.parts[index]) return false;
    this.#open({ index, seconds: 0 });
    void this.play();
    return true;
  }

  /** Another edition, at the same place. */
  chooseVersion(version: string): void {
    const edition = editionOf(this.#video, version);
    if (!edition) return;
    const at = this.time;
    this.edition = edition;
    this.#open(placeOf(edition, at));
  }

  /** For this film and the next ones. */
  chooseAudio(id: number): void {
    const track = this.#engine.state.audioTracks.find((candidate) => candidate.id === id);
    if (track?.language) session.remember({ audio_language: track.language });
    this.#engine.selectAudio(id);
  }

  /** For this film and the next ones. */
  chooseSubtitles(id: number): void {
    const track = this.#engine.state.subtitleTracks.find((candidate) => candidate.id === id);
    session.remember({ subtitle_language: track && !track.forced ? track.language : '' });
    this.#engine.selectSubtitles(id);
  }

  /** What played before goes on playing there, and what was paused stays so. */
  #open({ index, seconds }: Place, pinned = this.playback?.pinned ?? ''): void {
    this.#index = index;
    const part = this.#part;
    if (!part) return;
    const startAt = Math.max(0, Math.min(seconds, part.duration - LAST_MOMENT));
    this.#engine.load(sourceOf(this.#video, part), { pinned: sameQuality(pinned, part), qualities: part.pictures, startAt });
  }

  readonly #onLeave = (): void => this.#heartbeat.end();

  /** The browser kept the page: for the server it is a new view. */
  readonly #onComeBack = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) this.#heartbeat = this.#beginHeartbeat();
  };

  #beginHeartbeat(): Heartbeat {
    return new Heartbeat({
      media: this.#media,
      position: () => this.#engine.place,
      rendition: () => this.#engine.state.rendition || this.#partsRendition(),
      send: (report) => this.#report(report),
    });
  }

  async #report(report: PlaybackReport): Promise<void> {
    try {
      await api.reportPlayback(this.#video.id, report);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'playback-stopped') this.#engine.stop();
      throw error;
    }
  }

  /** Tells the server which file plays, as long as nobody knows which rendition. */
  #partsRendition(): string {
    const part = this.#part;
    return !part || part === this.#video.editions[0]?.parts[0] ? '' : (part.pictures[0] ?? '');
  }

  #follow(state: EngineState): void {
    // In a moment, once hls.js has made its own choice.
    if (state.audioTracks.length > 0 && !this.playback?.audioTracks.length) queueMicrotask(() => this.#preferAudio());
    if (state.subtitleTracks.length > 0 && !this.playback?.subtitleTracks.length) queueMicrotask(() => this.#preferSubtitles());
    this.playback = state;
  }

  #preferAudio(): void {
    const id = preferredAudio(this.#engine.state.audioTracks, session.profile?.audio_language ?? '');
    if (id !== null && id !== this.#engine.state.audioTrack) this.#engine.selectAudio(id);
  }

  #preferSubtitles(): void {
    const id = preferredSubtitles(this.#engine.state.subtitleTracks, session.profile?.subtitle_language ?? '');
    if (id !== null) this.#engine.selectSubtitles(id);
  }

  async #whyNotFound(): Promise<PlaybackFailure | null> {
    try {
      const { editions } = await api.video(this.#video.id);
      const playing = this.#part?.playlist_url;
      const part = editions.flatMap(({ parts }) => parts).find(({ playlist_url }) => playlist_url === playing);
      return part && !part.ready ? 'missing' : null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) return 'notFound';
      return error.status === 401 || error.status === 403 ? 'signedOut' : 'unreachable';
    }
  }
}
