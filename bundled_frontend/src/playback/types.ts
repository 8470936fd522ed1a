import type { PlaybackFailure } from './failure';

export type { PlaybackFailure } from './failure';

/** What to play: the adaptive playlist, and where a single rendition's own playlist is. */
export interface PlaybackSource {
  /** Stays the same for this film: what this device cannot decode is remembered by it. */
  id: string;
  adaptive: string;
  only: (rendition: string) => string;
}

/** A choice of sound or subtitles. */
export interface Track {
  id: number;
  label: string;
  language: string;
  /** Subtitles of what everybody needs only: foreign dialogue, signs. */
  forced: boolean;
}

/** All that the player page shows of the engine. A new object at every change. */
export interface EngineState {
  /** `waiting`: it stands still, and goes on by itself as soon as what is in the way is gone; `failure` says what that is. */
  status: 'loading' | 'ready' | 'waiting' | 'failed';
  failure: PlaybackFailure | null;
  /** This browser turned out not to show the original; an encoded rendition plays instead. */
  fellBack: boolean;
  /** Names of the renditions to choose from, best first. */
  qualities: readonly string[];
  /** The rendition that the person chose; empty: automatic. */
  pinned: string;
  /** The rendition that plays now; empty while unknown. */
  rendition: string;
  audioTracks: readonly Track[];
  audioTrack: number;
  subtitleTracks: readonly Track[];
  /** -1: none shown. */
  subtitleTrack: number;
}

export interface EngineEvents {
  state: EngineState;
}

/** What a page gives the engine. */
export interface EngineHooks {
  /** Renew the sign-in; false when it has ended. Films are longer than an access token. */
  renewAccess: () => Promise<boolean>;
  /** Part of the film was not found. Why; null: the film itself is there. */
  whyNotFound: () => Promise<PlaybackFailure | null>;
}

/** One way of playing HLS: hls.js, or the browser itself. */
export interface Backend {
  /** Choose a rendition of the loaded playlist without loading anew. False: it cannot. */
  switchTo(rendition: string): boolean;
  selectAudio(id: number): void;
  selectSubtitles(id: number): void;
  /** Go on where loading ended. */
  loadAgain(): void;
  destroy(): void;
}

export interface BackendContext {
  media: HTMLVideoElement;
  url: string;
  startAt: number;
  update: (change: Partial<EngineState>) => void;
  fail: (failure: PlaybackFailure) => void;
  /** Whether this device is known not to decode the original in this codec. */
  isUndecodable: (codec: string) => boolean;
  /** The original does not decode, whatever its playlist says. */
  cannotDecode: (codec: string) => void;
  renewAccess: () => Promise<boolean>;
}
