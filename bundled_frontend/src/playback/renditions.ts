/** `original`, `480p`...: the server puts the rendition's name into the folder of its playlist. */
export function renditionName(playlistUrl: string): string {
  const parts = (playlistUrl.split(/[?#]/)[0] ?? '').split('/');
  return decodeURIComponent(parts[parts.length - 2] ?? '');
}

/** Best first: the original, then by height of the picture. */
export function byQuality(a: string, b: string): number {
  return rank(b) - rank(a);
}

/** The film's own picture, which not every browser decodes. */
export function isOriginal(name: string): boolean {
  return name.startsWith('original');
}

function rank(name: string): number {
  return isOriginal(name) ? Infinity : parseInt(name, 10) || 0;
}
