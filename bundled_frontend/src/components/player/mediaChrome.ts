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
import { setLanguage } from 'media-chrome/dist/utils/i18n.js';
import type { Locale } from '../../i18n/index.svelte';

/** Its elements read the language when they are made: call before the player appears. */
export function speak(locale: Locale): void {
  setLanguage(locale);
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
