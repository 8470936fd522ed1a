import { languageName, t } from '../../i18n/index.svelte';
import type { EngineState, Track } from '../../playback/types';
import type { Choice } from './ChoiceMenu.svelte';

/** "Original" for `original`; the rungs are called by their own names. */
export function renditionLabel(name: string): string {
  return name === 'original' ? t('player.original') : name;
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

function trackChoice(track: Track, index: number): Choice {
  const named = track.label || (track.language && languageName(track.language));
  return { id: String(track.id), label: named || t('player.track', { number: index + 1 }) };
}
