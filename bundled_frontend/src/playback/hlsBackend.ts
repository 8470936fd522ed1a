import Hls, { type ErrorData, type Level, type MediaPlaylist } from 'hls.js';
import { failureOf, failureOfMedia, passes } from './failure';
import { HLS_CONFIG, isUnanswered } from './hlsConfig';
import { hasShownPicture, PictureWatch } from './pictureWatch';
import { RecoveryBudget } from './recovery';
import { byQuality, isOriginal, renditionName } from './renditions';
import { StandstillWatch } from './standstillWatch';
import type { Backend, BackendContext, Track } from './types';

/** Plays through Media Source Extensions: every browser but Safari on older iPhones. */
export class HlsBackend implements Backend {
  readonly #hls: Hls;
  readonly #context: BackendContext;
  readonly #standstillWatch: StandstillWatch;
  #pictureWatch: PictureWatch | null = null;
  readonly #media = new RecoveryBudget(2, 30_000);
  readonly #access = new RecoveryBudget(1, 60_000);

  static get supported(): boolean {
    return Hls.isSupported();
  }

  constructor(context: BackendContext) {
    this.#context = context;
    this.#standstillWatch = new StandstillWatch(context.media, () => this.#rebuild());
    this.#hls = new Hls({ ...HLS_CONFIG, startPosition: context.startAt || -1 });
    context.media.addEventListener('error', this.#onMediaError);
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

  loadAgain(): void {
    if (this.#hls.levels.length) this.#hls.startLoad();
    else this.#hls.loadSource(this.#context.url);
  }

  destroy(): void {
    this.#context.media.removeEventListener('error', this.#onMediaError);
    this.#pictureWatch?.destroy();
    this.#standstillWatch.destroy();
    this.#hls.destroy();
  }

  #listen(): void {
    const { update } = this.#context;
    const hls = this.#hls;
    hls.on(Hls.Events.MANIFEST_PARSED, () => this.#choose());
    hls.on(Hls.Events.LEVEL_SWITCHED, (_, { level }) => update({ rendition: nameOf(hls.levels[level]) }));
    hls.on(Hls.Events.FRAG_BUFFERED, (_, { frag }) => {
      if (frag.type === 'main' && isOriginal(nameOf(hls.levels[frag.level]))) hls.autoLevelCapping = frag.level;
      update({ status: 'ready', failure: null });
    });
    hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, (_, { audioTracks }) => update({ audioTracks: audioTracks.map(trackOf) }));
    hls.on(Hls.Events.AUDIO_TRACK_SWITCHING, (_, { id }) => update({ audioTrack: id }));
    hls.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, (_, data) => update({ subtitleTracks: data.subtitleTracks.map(trackOf) }));
    hls.on(Hls.Events.SUBTITLE_TRACK_SWITCH, (_, { id }) => update({ subtitleTrack: id }));
    hls.on(Hls.Events.ERROR, (_, error) => {
      // hls.js would try again what the owner stopped; and a server that does not answer is waited for in one place.
      if (error.fatal || failureOf(error) === 'stopped' || isUnanswered(error.response)) void this.#recover(error);
    });
  }

  /** hls.js has left out by now what MediaSource.isTypeSupported refuses. It may be wrong: what is known to be so goes, too. */
  #choose(): void {
    const hls = this.#hls;
    const { cannotDecode, isUndecodable, update } = this.#context;
    const originals = hls.levels.filter((level) => isOriginal(nameOf(level)));
    const undecodable = originals.find(({ videoCodec = '' }) => isUndecodable(videoCodec));
    if (undecodable && originals.length === hls.levels.length) return cannotDecode(undecodable.videoCodec ?? '');
    if (undecodable) for (const level of originals) hls.removeLevel(hls.levels.indexOf(level));
    else if (originals[0]) {
      // It is ready the moment a film is imported, whereas the others may still have to be made.
      hls.startLevel = hls.levels.indexOf(originals[0]);
      // hls.js orders by bandwidth, and a rung's bound may exceed the original's: nothing above it looks any better.
      hls.autoLevelCapping = hls.startLevel;
      this.#pictureWatch?.destroy();
      this.#pictureWatch = new PictureWatch(this.#context.media, () => this.#playsOriginal && this.#cannotDecode());
    }
    update({ qualities: namesOf(hls.levels) });
  }

  get #playsOriginal(): boolean {
    return isOriginal(nameOf(this.#level));
  }

  get #level(): Level | undefined {
    return this.#hls.levels[this.#hls.currentLevel] ?? this.#hls.levels[this.#hls.loadLevel];
  }

  #cannotDecode(): void {
    this.#hls.stopLoad();
    this.#context.cannotDecode(this.#level?.videoCodec ?? '');
  }

  /** The browser gave the film up. hls.js opens it anew by itself, which helps against a stumble only. */
  readonly #onMediaError = (): void => {
    if (!this.#playsOriginal || passes(failureOfMedia(this.#context.media.error))) return;
    if (!hasShownPicture(this.#context.media) || !this.#media.take()) this.#cannotDecode();
  };

  async #recover(error: ErrorData): Promise<void> {
    const failure = failureOf(error);
    const isPicture = failure === 'damaged' || failure === 'unsupported';
    if (failure === 'damaged' && this.#media.take()) {
      this.#rebuild();
    } else if (isPicture && this.#playsOriginal) {
      this.#cannotDecode();
    } else if (failure === 'signedOut' && this.#access.take() && (await this.#renewed())) {
      this.loadAgain();
    } else {
      this.#hls.stopLoad();
      // What is encoded may be there although the original is not, also what has a bound above the original's.
      if (failure === 'notFound') this.#hls.autoLevelCapping = -1;
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
