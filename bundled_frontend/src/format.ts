import type { Video } from './api';
import { language, t } from './i18n/index.svelte';

/** "1 h 52 min", "7 min", "40 s". */
export function durationText(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds) || seconds <= 0) return '';
  if (seconds < 60) return t('video.seconds', { seconds: Math.round(seconds) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('video.minutes', { minutes });
  return t('video.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** What people call a picture of this size. The width counts: films in cinema format are less high. */
export function definitionText({ width, height }: Pick<Video, 'width' | 'height'>): string {
  if (!width || !height) return '';
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  if (long >= 3200 || short >= 2160) return '4K';
  if (long >= 1800 || short >= 1080) return 'Full HD';
  if (long >= 1200 || short >= 720) return 'HD';
  return '';
}

/** "1 h 52 min · Full HD · FSK 12". */
export function factsText(video: Video): string {
  return [durationText(video.duration), definitionText(video), video.rating].filter(Boolean).join(' · ');
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** "1.2 GB", "850 MB"; in thousands, as file managers and drives count. */
export function bytesText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const maximumFractionDigits = power > 2 ? 1 : 0;
  const style = { style: 'unit', unit: UNITS[power] ?? 'byte', unitDisplay: power ? 'short' : 'long', maximumFractionDigits } as const;
  return new Intl.NumberFormat(language.current, style).format(bytes / 1000 ** power);
}

const STEPS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "5 minutes ago", "yesterday"; after a month the date. */
export function agoText(time: string, now = Date.now()): string {
  const seconds = (now - Date.parse(time)) / 1000;
  if (seconds > 30 * 86_400) return new Date(time).toLocaleDateString(language.current, { dateStyle: 'medium' });
  const [unit, length] = STEPS.find(([, length]) => seconds >= length) ?? [];
  if (!unit || !length) return t('time.now');
  return new Intl.RelativeTimeFormat(language.current, { numeric: 'auto' }).format(-Math.floor(seconds / length), unit);
}
