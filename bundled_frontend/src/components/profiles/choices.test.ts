import { afterEach, describe, expect, it } from 'vitest';
import { freshLooks } from '../../household.svelte';
import { language } from '../../i18n/index.svelte';
import { ageSteps } from './ages';
import { languageChoices } from './languages';

afterEach(() => language.use('en'));

describe('the choices of a profile', () => {
  it('keep an age that is no usual step', () => {
    expect(ageSteps(12)).toEqual([0, 6, 9, 12, 14, 16]);
    expect(ageSteps(7)).toEqual([0, 6, 7, 9, 12, 14, 16]);
  });

  it('begin with no language, then those of the world in the order of their names', () => {
    const labels = languageChoices('None', '').map(({ label }) => label);
    expect(labels[0]).toBe('None');
    expect(labels.indexOf('English')).toBeLessThan(labels.indexOf('German'));
    language.use('de');
    const german = languageChoices('Keine', '').map(({ label }) => label);
    expect(german.indexOf('Deutsch')).toBeLessThan(german.indexOf('Englisch'));
  });

  it('keep a language that is not on the list', () => {
    expect(languageChoices('None', 'pt-BR').filter(({ id }) => id === 'pt-BR')).toHaveLength(1);
    expect(languageChoices('None', 'de').filter(({ id }) => id === 'de')).toHaveLength(1);
  });

  it('give a new person looks that nobody has', () => {
    expect(freshLooks([])).toEqual({ avatar: 'fox', colour: 'red' });
    expect(freshLooks([{ avatar: 'fox', colour: 'orange' }])).toEqual({ avatar: 'owl', colour: 'red' });
  });
});
