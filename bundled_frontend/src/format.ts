import type { Video } from './api';
import { t } from './i18n/index.svelte';

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

/** "1 h 52 min · Full HD". */
export function factsText(video: Video): string {
  return [durationText(video.duration), definitionText(video)].filter(Boolean).join(' · ');
}
