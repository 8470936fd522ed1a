import { stored, store } from '../storage';
import { de } from './de';
import { en, type Dictionary, type Key } from './en';

export type { Key } from './en';
export type Locale = 'en' | 'de';

export const dictionaries: Record<Locale, Dictionary> = { en, de };

/** Names of the languages in themselves: whoever looks for theirs can read it. */
export const LOCALES: Record<Locale, string> = { en: 'English', de: 'Deutsch' };

const STORAGE_KEY = 'videoflix.language';

/** The first language of the browser that we speak. */
export function preferredLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    const base = language.toLowerCase().split('-')[0] ?? '';
    if (isLocale(base)) return base;
  }
  return 'en';
}

class Language {
  /** This device's own, while nobody with a language of their own is watching. */
  #device: Locale = $state(startingLocale());
  #person: Locale | '' = $state('');

  get current(): Locale {
    return this.#person || this.#device;
  }

  /** Choose for this device. */
  use(locale: Locale): void {
    this.#device = locale;
    store(STORAGE_KEY, locale);
  }

  /** Speak as the person who is watching wishes; empty: as this device does. */
  follow(wish: string): void {
    this.#person = isLocale(wish) ? wish : '';
  }
}

export const language = new Language();

/** The text for a key, in the current language; `{name}` is filled from `values`. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return dictionaries[language.current][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function isKey(text: string): text is Key {
  return Object.prototype.hasOwnProperty.call(en, text);
}

/** "English" for `en`, in the current language; the code itself where the browser does not know. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([language.current], { type: 'language' }).of(code) ?? code;
  } catch {
    return code; // Safari before 14.1 has no DisplayNames; and "und" or "x-old" is no language
  }
}

function startingLocale(): Locale {
  const chosen = stored(STORAGE_KEY);
  return chosen !== null && isLocale(chosen) ? chosen : preferredLocale(navigator.languages);
}

function isLocale(text: string): text is Locale {
  return Object.prototype.hasOwnProperty.call(dictionaries, text);
}
