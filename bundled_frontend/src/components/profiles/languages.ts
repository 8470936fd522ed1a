import { language, languageName } from '../../i18n/index.svelte';
import type { Choice } from '../ChoiceMenu.svelte';

/** Tags (BCP 47) of what films are mostly spoken and subtitled in. */
const COMMON = 'ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id is it ja ko lt lv ms nl no pl pt ro ru sk sl sr sv ta te th tr uk ur vi zh'.split(' ');

/** Languages by their names in the interface's, after a first choice for none of them; `chosen` is among them, whatever it is. */
export function languageChoices(none: string, chosen: string): Choice[] {
  const tags = chosen === '' || COMMON.includes(chosen) ? COMMON : [...COMMON, chosen];
  const named = tags.map((tag) => ({ id: tag, label: languageName(tag) }));
  return [{ id: '', label: none }, ...named.sort((a, b) => a.label.localeCompare(b.label, language.current))];
}
