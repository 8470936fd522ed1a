import Hls, { type ErrorData, type Level, type MediaPlaylist } from 'hls.js';
import { failureOf } from './failure';
import { HLS_CONFIG } from './hlsConfig';
import { RecoveryBudget } from './recovery';
import { byQuality, renditionName } from './renditions';
import { StandstillWatch } from './standstillWatch';
import type { Backend, BackendContext, Track } from './types';

/** Plays through Media Source Extensions: every browser but Safari on older iPhones. */
export class HlsBackend implements Backend {
  readonly #hls: Hls;
  readonly #context: BackendContext;
  readonly #standstillWatch: StandstillWatch;
  readonly #network = new RecoveryBudget(3, 60_000);
  readonly #media = new RecoveryBudget(2, 30_000);
  readonly #access = new RecoveryBudget(1, 60_000);

  static get supported(): boolean {
    return Hls.isSupported();
  }

  constructor(context: BackendContext) {
    this.#context = context;
    this.#standstillWatch = new StandstillWatch(context.media, () => this.#rebuild());
    this.#hls = new Hls({ ...HLS_CONFIG, startPosition: context.startAt || -1 });
    this.#listen();
    this.#hls.loadSource(context.url);
    this.#hls.attachMedia(context.media);
  }

  switchTo(rendition: string): boolean {
    const level = rendition === '' ? -1 : this.#levelOf(rendition);
    if (rendition !== '' && level < 0) return false;
    this.#hls.nextLevel = level; // from the next segment on, without a black moment
    return true;
  }

  selectAudio(id: number): void {
    this.#hls.audioTrack = id;
  }

  selectSubtitles(id: number): void {
    this.#hls.subtitleDisplay = id >= 0;
    this.#hls.subtitleTrack = id;
  }

  destroy(): void {
    this.#standstillWatch.destroy();
    this.#hls.destroy();
  }

  #listen(): void {
    const { update } = this.#context;
    const hls = this.#hls;
    hls.on(Hls.Events.MANIFEST_PARSED, (_, { levels }) => {
      // hls.js has left out by now what MediaSource.isTypeSupported refuses: if `original` is here, it plays. It is
      // ready the moment a film is imported, whereas the others may still have to be made.
      const original = this.#levelOf('original');
      if (original >= 0) {
        hls.startLevel = original;
        // hls.js orders by bandwidth, and a rung's bound may exceed the original's: nothing above it looks any better.
        hls.autoLevelCapping = original;
      }
      update({ qualities: namesOf(levels) });
    });
    hls.on(Hls.Events.LEVEL_SWITCHED, (_, { level }) => update({ rendition: nameOf(hls.levels[level]) }));
    hls.on(Hls.Events.FRAG_BUFFERED, () => update({ status: 'ready', failure: null }));
    hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, (_, { audioTracks }) => update({ audioTracks: audioTracks.map(trackOf) }));
    hls.on(Hls.Events.AUDIO_TRACK_SWITCHING, (_, { id }) => update({ audioTrack: id }));
    hls.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, (_, data) => update({ subtitleTracks: data.subtitleTracks.map(trackOf) }));
    hls.on(Hls.Events.SUBTITLE_TRACK_SWITCH, (_, { id }) => update({ subtitleTrack: id }));
    hls.on(Hls.Events.ERROR, (_, error) => {
      // What the owner stopped is not tried in another rendition, as hls.js would.
      if (error.fatal || failureOf(error) === 'stopped') void this.#recover(error);
    });
  }

  async #recover(error: ErrorData): Promise<void> {
    const failure = failureOf(error);
    if (failure === 'damaged' && this.#media.take()) {
      this.#rebuild();
    } else if (failure === 'signedOut' && this.#access.take() && (await this.#renewed())) {
      this.#loadAgain();
    } else if ((failure === 'unreachable' || failure === 'busy') && this.#network.take()) {
      this.#loadAgain();
    } else {
      this.#hls.stopLoad();
      this.#context.fail(failure);
    }
  }

  /** Opens the film anew where it is; the browser pauses it meanwhile. */
  #rebuild(): void {
    const { media } = this.#context;
    const playing = !media.paused;
    this.#hls.recoverMediaError();
    if (playing) media.play().catch(() => undefined); // where that is refused, the button to play shows
  }

  async #renewed(): Promise<boolean> {
    try {
      return await this.#context.renewAccess();
    } catch {
      return false;
    }
  }

  #loadAgain(): void {
    if (this.#hls.levels.length) this.#hls.startLoad();
    else this.#hls.loadSource(this.#context.url);
  }

  #levelOf(rendition: string): number {
    return this.#hls.levels.findIndex((level) => nameOf(level) === rendition);
  }
}

function nameOf(level: Level | undefined): string {
  return level ? renditionName(level.uri) : '';
}

/** A rendition is there once per group of audio tracks: people choose it once. */
function namesOf(levels: readonly Level[]): string[] {
  return [...new Set(levels.map(nameOf))].sort(byQuality);
}

function trackOf(track: MediaPlaylist): Track {
  return { id: track.id, label: track.name, language: track.lang ?? '', forced: track.forced };
}
