import { api, ApiError, client, type Edition, type PlaybackReport, type VideoDetail } from '../../api';
import { session } from '../../session.svelte';
import { Heartbeat } from '../../playback/heartbeat';
import { PlaybackEngine } from '../../playback/PlaybackEngine';
import type { EngineState, PlaybackFailure } from '../../playback/types';
import { preferredAudio, preferredSubtitles } from './choices';
import { beginningOf, editionOf, placeOf, sameQuality, sourceOf, versionOf } from './film';

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
  /** Which of the edition's files plays. */
  index = $state(0);
  /** Where it began, in seconds of the film; 0: at the beginning. */
  beganAt = $state(0);

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
    this.#open(this.beganAt, pinned);
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

  get isLastPart(): boolean {
    return this.index === (this.edition?.parts.length ?? 1) - 1;
  }

  async play(): Promise<void> {
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
    if (this.index === 0) this.#media.currentTime = 0;
    else this.choosePart(0);
  }

  choosePart(index: number): void {
    this.#open(this.edition?.parts[index]?.start ?? 0);
  }

  /** Another edition, at the same place. */
  chooseVersion(version: string): void {
    const edition = editionOf(this.#video, version);
    if (!edition) return;
    const at = (this.edition?.parts[this.index]?.start ?? 0) + this.#engine.place;
    this.edition = edition;
    this.#open(at);
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

  #open(seconds: number, pinned = this.playback?.pinned ?? ''): void {
    if (!this.edition) return;
    const place = placeOf(this.edition, seconds);
    const part = this.edition.parts[place.index];
    if (!part) return;
    this.index = place.index;
    this.#engine.load(sourceOf(this.#video, part), { pinned: sameQuality(pinned, part), qualities: part.pictures, startAt: place.seconds });
    void this.play();
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
    const part = this.edition?.parts[this.index];
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
      const playing = this.edition?.parts[this.index]?.playlist_url;
      const part = editions.flatMap(({ parts }) => parts).find(({ playlist_url }) => playlist_url === playing);
      return part && !part.ready ? 'missing' : null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) return 'notFound';
      return error.status === 401 || error.status === 403 ? 'signedOut' : 'unreachable';
    }
  }
}
