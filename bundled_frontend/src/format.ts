import type { Card, Video, VideoState } from './api';
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

/** "2011 · 1 h 52 min · FSK 12", of a series "2019 · 8 episodes · FSK 12". */
export function factsText({ year, duration, episodes, rating }: Pick<Card, 'year' | 'duration' | 'episodes' | 'rating'>): string {
  return [year, durationText(duration), episodes && countText('count.episodes', episodes), rating].filter(Boolean).join(' · ');
}

/** "S1 E2", of several in one "S1 E2–3", of a special "Special 2"; empty where nobody knows. */
export function episodeText({ season_number, episode_number, episode_last }: Pick<Card, 'season_number' | 'episode_number' | 'episode_last'>): string {
  if (episode_number === null) return '';
  const episode = episode_last !== null && episode_last > episode_number ? `${episode_number}–${episode_last}` : String(episode_number);
  if (season_number === 0) return t('episode.special', { episode });
  return season_number === null ? t('episode.alone', { episode }) : t('episode.place', { season: season_number, episode });
}

export function seasonText(number: number | null): string {
  if (number === null) return t('season.unknown');
  return number === 0 ? t('season.specials') : t('season.name', { number });
}

/** "15 July 2011", of a day or a moment. */
export function dateText(date: string | null, dateStyle: 'long' | 'medium' = 'long'): string {
  if (!date) return '';
  const whole = date.includes('T') ? date : `${date}T12:00`; // a day alone would be midnight in Greenwich, and yesterday further west
  return new Date(whole).toLocaleDateString(language.current, { dateStyle });
}

/** "12:05", "1:02:05". */
export function clockText(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, '0'));
  return hours === '00' ? `${Number(minutes)}:${rest}` : `${Number(hours)}:${minutes}:${rest}`;
}

/** How much of a title somebody has seen, 0 to 1; null: they are not in the middle of it. */
export function partSeen({ progress, duration }: Pick<Card, 'progress' | 'duration'>): number | null {
  return progress?.position && duration ? Math.min(1, progress.position / duration) : null;
}

/** "23 min left"; empty where nobody is in the middle of it. */
export function leftText({ progress, duration }: Pick<Card, 'progress' | 'duration'>): string {
  return progress?.position && duration ? t('video.left', { time: durationText(Math.max(1, duration - progress.position)) }) : '';
}

/** Why a title does not play; empty while it does. */
export function stateText(state: VideoState): string {
  if (state === 'ready') return '';
  return t(state === 'missing' ? 'video.missing' : 'video.failed');
}

type Counted = 'count.episodes' | 'count.titles' | 'count.films';

/** "1 episode", "8 episodes". */
export function countText(key: Counted, count: number): string {
  return t(count === 1 ? `${key}One` : key, { count });
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
  if (seconds > 30 * 86_400) return dateText(time, 'medium');
  const [unit, length] = STEPS.find(([, length]) => seconds >= length) ?? [];
  if (!unit || !length) return t('time.now');
  return new Intl.RelativeTimeFormat(language.current, { numeric: 'auto' }).format(-Math.floor(seconds / length), unit);
}
