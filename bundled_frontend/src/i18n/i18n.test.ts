import { afterEach, describe, expect, it } from 'vitest';
import { de } from './de';
import { en, type Key } from './en';
import { dictionaries, language, languageName, preferredLocale, t } from './index.svelte';

const keys = Object.keys(en) as Key[];
const blanks = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

afterEach(() => language.use('en'));

describe('the dictionaries', () => {
  it('have the same keys, in the same order', () => {
    expect(Object.keys(de)).toEqual(keys);
  });

  it.each(keys)('%s says something, with the same blanks', (key) => {
    for (const dictionary of Object.values(dictionaries)) expect(dictionary[key].trim()).not.toBe('');
    expect(blanks(de[key])).toEqual(blanks(en[key]));
  });
});

describe('the language', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['fr', 'de', 'en'], 'de'],
    [['EN-us'], 'en'],
    [['fr'], 'en'],
    [['constructor'], 'en'],
    [[], 'en'],
  ])('for a browser that speaks %j is %s', (languages, expected) => {
    expect(preferredLocale(languages)).toBe(expected);
  });

  it('changes the texts and is remembered', () => {
    language.use('de');
    expect(t('app.signOut')).toBe('Abmelden');
    expect(localStorage.getItem('videoflix.language')).toBe('de');
  });

  it('fills in blanks, and leaves those it has no value for', () => {
    expect(t('video.hours', { hours: 1, minutes: 52 })).toBe('1 h 52 min');
    expect(t('video.minutes')).toBe('{minutes} min');
  });

  it('names other languages', () => {
    expect(languageName('de')).toBe('German');
    expect(languageName('not a code')).toBe('not a code');
  });
});
