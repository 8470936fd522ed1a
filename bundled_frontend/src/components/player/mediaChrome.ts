/** The parts of media-chrome that the player uses: one by one, because the whole of it brings Chromecast's remote script. */
import 'media-chrome/dist/media-control-bar.js';
import 'media-chrome/dist/media-controller.js';
import 'media-chrome/dist/media-fullscreen-button.js';
import 'media-chrome/dist/media-loading-indicator.js';
import 'media-chrome/dist/media-mute-button.js';
import 'media-chrome/dist/media-pip-button.js';
import 'media-chrome/dist/media-play-button.js';
import 'media-chrome/dist/media-seek-backward-button.js';
import 'media-chrome/dist/media-seek-forward-button.js';
import 'media-chrome/dist/media-time-display.js';
import 'media-chrome/dist/media-time-range.js';
import 'media-chrome/dist/media-volume-range.js';
import 'media-chrome/dist/lang/de.js';
import type MediaController from 'media-chrome/dist/media-controller.js';
import { createMediaStore } from 'media-chrome/dist/media-store/media-store.js';
import { requestMap } from 'media-chrome/dist/media-store/request-map.js';
import { stateMediator } from 'media-chrome/dist/media-store/state-mediator.js';
import { setLanguage } from 'media-chrome/dist/utils/i18n.js';
import type { Locale } from '../../i18n/index.svelte';

/** Its elements read the language when they are made: call before the player appears. */
export function speak(locale: Locale): void {
  setLanguage(locale);
}

/** What the clocks and the seek bar are about, in seconds. */
export interface WholeFilm {
  readonly time: number;
  /** NaN: not known yet. */
  readonly length: number;
  /** What of it lies before the file that is in the video element. */
  readonly before: number;
  seek(seconds: number): void;
  /** What has ended begins anew. */
  play(): Promise<void>;
}

/** Lets the clocks and the seek bar go over a whole film, where media-chrome would show the file that is in the element. */
export function showWhole(controller: MediaController, media: HTMLVideoElement, film: () => WholeFilm | null): void {
  const { mediaBuffered, mediaCurrentTime, mediaDuration, mediaSeekable } = stateMediator;
  const time = () => film()?.time ?? 0;
  const length = () => film()?.length ?? NaN;
  const before = () => film()?.before ?? 0;
  controller.mediaStore = createMediaStore({
    media,
    fullscreenElement: controller,
    documentElement: document,
    stateMediator: {
      ...stateMediator,
      mediaCurrentTime: { ...mediaCurrentTime, get: time, mediaEvents: [...(mediaCurrentTime.mediaEvents ?? []), 'emptied'] },
      mediaDuration: { ...mediaDuration, get: length },
      mediaSeekable: { ...mediaSeekable, get: () => (length() > 0 ? [0, length()] : undefined) },
      mediaBuffered: { ...mediaBuffered, get: (owners) => mediaBuffered.get(owners).map(([start, end]) => [before() + start, before() + end]) },
    },
    requestMap: {
      ...requestMap,
      mediaplayrequest: () => void film()?.play(),
      mediaseekrequest: (_mediator, _owners, { detail }) => {
        film()?.seek(detail);
        return { mediaCurrentTime: time() }; // also while the file with that place still opens, without an event
      },
    },
  });
}

/** Requests that go up to media-chrome's controller. */
export type MediaRequest =
  | 'mediaplayrequest'
  | 'mediapauserequest'
  | 'mediamuterequest'
  | 'mediaunmuterequest'
  | 'mediaenterfullscreenrequest'
  | 'mediaexitfullscreenrequest'
  | 'mediaseekrequest';

export function ask(controller: Element, request: MediaRequest, detail?: number): void {
  controller.dispatchEvent(new CustomEvent(request, { composed: true, bubbles: true, detail }));
}
