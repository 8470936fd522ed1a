import { describe, expect, it } from 'vitest';
import type { EngineState } from '../../playback/types';
import { audioChoices, preferredAudio, preferredSubtitles, qualityChoices, renditionLabel, subtitleChoices } from './choices';

const track = (id: number, label: string, language = '', forced = false) => ({ id, label, language, forced });

describe('choices in the player', () => {
  it.each([
    ['original', 'Original'],
    ['720p', '720p'],
    ['original-v2', 'Original (2)'],
  ])('%s is called %s', (name, label) => {
    expect(renditionLabel(name)).toBe(label);
  });

  it('says what "Auto" plays now', () => {
    const state = { pinned: '', rendition: 'original', qualities: ['original', '480p'] } as unknown as EngineState;
    expect(qualityChoices(state)[0]).toEqual({ id: '', label: 'Auto', hint: 'Original' });
    expect(qualityChoices({ ...state, pinned: '480p' })[0]?.hint).toBe('');
  });

  it('names tracks for people', () => {
    const tracks = [track(0, 'eng', 'eng'), track(1, 'Director’s commentary', 'en'), track(2, '', 'de'), track(3, '')];
    expect(audioChoices(tracks).map(({ label }) => label)).toEqual(['English', 'Director’s commentary', 'German', 'Track 4']);
  });

  it('says what forced subtitles are', () => {
    expect(subtitleChoices([track(0, 'Deutsch (forced)', 'de', true)])[1]?.label).toBe('Deutsch (foreign parts only)');
  });

  it('finds the subtitles that a person reads, and never means forced ones', () => {
    const tracks = [track(0, 'Deutsch (forced)', 'de', true), track(1, 'Deutsch', 'de'), track(2, 'Português', 'pt-BR')];
    expect(['de', 'pt', 'fr', ''].map((language) => preferredSubtitles(tracks, language))).toEqual([1, 2, null, null]);
  });

  it('finds the sound that a person hears: their own kind of the language, then any', () => {
    const tracks = [track(0, 'English', 'en'), track(1, 'Português', 'pt'), track(2, 'Português (Brasil)', 'pt-BR'), track(3, 'Kommentar', 'de')];
    expect(['pt-BR', 'pt', 'pt-PT', 'de-AT', 'fr', ''].map((language) => preferredAudio(tracks, language))).toEqual([2, 1, 1, 3, null, null]);
  });

  it('can switch subtitles off', () => {
    expect(subtitleChoices([track(0, 'Deutsch', 'de')])).toEqual([{ id: '-1', label: 'Off' }, { id: '0', label: 'Deutsch' }]);
  });
});
