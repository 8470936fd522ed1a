/** A film in several files is one to whoever watches it: seconds of the whole, and places in its files. Most films have one file. */
import type { Edition } from '../../api';

/** A second of one of a film's files. */
export interface Place {
  /** Which file, from 0. */
  index: number;
  /** From its beginning. */
  seconds: number;
}

/** Seconds of the whole film. */
export function lengthOf({ parts }: Edition): number {
  return parts.reduce((length, part) => length + part.duration, 0);
}

/** In which file a second of the film is, and where in it. What is before its beginning or behind its end is there. */
export function placeOf(edition: Edition, second: number): Place {
  const { parts } = edition;
  const inside = Math.max(0, Math.min(second, lengthOf(edition)));
  const after = parts.findIndex((part) => part.start > inside);
  const index = Math.max(0, (after < 0 ? parts.length : after) - 1);
  return { index, seconds: inside - (parts[index]?.start ?? 0) };
}

/** Which second of the film a place in one of its files is. */
export function secondOf({ parts }: Edition, { index, seconds }: Place): number {
  return (parts[index]?.start ?? 0) + seconds;
}
