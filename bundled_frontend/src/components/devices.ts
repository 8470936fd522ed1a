import type { Device } from '../api';
import type { IconName } from './Icon.svelte';

type Named = Pick<Device, 'name' | 'client'>;

const KINDS: readonly [RegExp, IconName][] = [
  [/\btv\b|tizen|web ?os|bravia|chromecast|fire ?tv|roku|console|playstation|xbox/i, 'tv'],
  [/ipad|tablet/i, 'tablet'],
  [/iphone|android|phone/i, 'phone'],
];

/** A picture for what people and the browser call the device. */
export function deviceIcon({ name, client }: Named): IconName {
  return KINDS.find(([pattern]) => pattern.test(`${name} ${client}`))?.[1] ?? 'laptop';
}

export function deviceName({ name, client }: Named, unknown: string): string {
  return name || client || unknown;
}

/** Browser and system, where the name does not say just that. */
export function deviceClient({ name, client }: Named): string {
  return name === '' || name === client ? '' : client;
}
