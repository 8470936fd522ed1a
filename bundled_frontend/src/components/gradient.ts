/** A gradient that belongs to a title: always the same one, so that people know a film again by its colours. */
export function gradientFor(title: string): string {
  const hash = hashOf(title);
  const hue = hash % 360;
  const other = (hue + 40 + (hash >> 9) % 60) % 360;
  const angle = 110 + ((hash >> 16) % 50);
  // Dark enough for white words on any hue.
  return `radial-gradient(120% 120% at 85% 10%, hsl(${other}, 62%, 42%), transparent 60%), linear-gradient(${angle}deg, hsl(${hue}, 48%, 15%), hsl(${hue}, 52%, 30%))`;
}

/** FNV-1a: short, and spreads titles that differ by one letter. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
