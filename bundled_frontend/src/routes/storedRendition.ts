import type { VideoDetail } from '../api';

/** The best picture of a film that plays to its end without its original, because all of it is prepared; empty: none. */
export function storedRendition({ renditions }: Pick<VideoDetail, 'renditions'>): string {
  const stored = renditions.filter(({ name, prepared }) => prepared === 1 && !name.startsWith('original'));
  const sounds = renditions.filter(({ kind }) => kind === 'audio');
  const pictures = stored.filter(({ kind }) => kind === 'video').sort((a, b) => (b.height ?? 0) - (a.height ?? 0));
  const heard = sounds.length === 0 || stored.some(({ kind }) => kind === 'audio');
  return heard ? (pictures[0]?.name ?? '') : '';
}
