import { languageName, t } from '../../i18n/index.svelte';
import type { EngineState, Track } from '../../playback/types';
import type { Choice } from '../ChoiceMenu.svelte';

/** The server's mark, in English. */
const FORCED = / \(forced\)/;
const LANGUAGE_CODE = /^[a-z]{2,3}(-[A-Za-z]+)?$/;

/** "Original" for `original`; the rungs are called by their own names. `480p-v2` is of the second version of the film. */
export function renditionLabel(name: string): string {
  const [, base = name, version] = /^(.*?)(?:-v(\d+))?$/.exec(name) ?? [];
  const label = base === 'original' ? t('player.original') : base;
  return version ? `${label} (${version})` : label;
}

export function qualityChoices(state: EngineState): Choice[] {
  const now = state.pinned === '' && state.rendition ? renditionLabel(state.rendition) : '';
  return [{ id: '', label: t('player.auto'), hint: now }, ...state.qualities.map((name) => ({ id: name, label: renditionLabel(name) }))];
}

export function audioChoices(tracks: readonly Track[]): Choice[] {
  return tracks.map(trackChoice);
}

export function subtitleChoices(tracks: readonly Track[]): Choice[] {
  return [{ id: '-1', label: t('player.off') }, ...tracks.map(trackChoice)];
}

/** The subtitles in the language that a person reads; null: what the film says. */
export function preferredSubtitles(tracks: readonly Track[], language: string): number | null {
  return inLanguage(
    tracks.filter((track) => !track.forced),
    language,
  );
}

/** The sound in the language that a person hears; null: what the film says. */
export function preferredAudio(tracks: readonly Track[], language: string): number | null {
  return inLanguage(tracks, language);
}

/** The first in that very language, or else in another country's kind of it. */
function inLanguage(tracks: readonly Track[], language: string): number | null {
  if (!language) return null;
  const found = tracks.find((track) => track.language === language) ?? tracks.find((track) => base(track.language) === base(language));
  return found?.id ?? null;
}

function base(language: string): string {
  return language.split('-')[0] ?? '';
}

function trackChoice(track: Track, index: number): Choice {
  // Many files name a track by its language's code only: "eng" says "English" to nobody's parents.
  const code = LANGUAGE_CODE.test(track.label) ? track.label : track.language;
  const named = (track.label && track.label !== code ? track.label : code && languageName(code)) || t('player.track', { number: index + 1 });
  return { id: String(track.id), label: track.forced ? `${named.replace(FORCED, '')} (${t('player.forced')})` : named };
}
