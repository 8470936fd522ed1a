/** `original`, `480p`...: the server puts the rendition's name into the folder of its playlist. */
export function renditionName(playlistUrl: string): string {
  const parts = (playlistUrl.split(/[?#]/)[0] ?? '').split('/');
  return decodeURIComponent(parts[parts.length - 2] ?? '');
}

/** Best first: the original, then by height of the picture. */
export function byQuality(a: string, b: string): number {
  return rank(b) - rank(a);
}

function rank(name: string): number {
  return name.startsWith('original') ? Infinity : parseInt(name, 10) || 0;
}
