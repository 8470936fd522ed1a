import { describe, expect, it } from 'vitest';
import type { Edition, Part } from '../../api';
import { lengthOf, placeOf, secondOf } from './parts';

/** An edition of files of these lengths, in seconds. */
function edition(...durations: number[]): Edition {
  let start = 0;
  const parts = durations.map((duration, index) => ({ part: index + 1, start: (start += duration) - duration, duration }) as Part);
  return { edition: '', parts, thumbnails_url: '' };
}

describe('a film in several files', () => {
  const film = edition(3000, 2400, 600);

  it('is as long as all of them', () => {
    expect([lengthOf(film), lengthOf(edition(5400)), lengthOf(edition())]).toEqual([6000, 5400, 0]);
  });

  it.each([
    [0, 0, 0],
    [2999.9, 0, 2999.9],
    [3000, 1, 0],
    [5399, 1, 2399],
    [5400, 2, 0],
    [6000, 2, 600],
  ])('has second %d in file %d at %d, and back', (second, index, seconds) => {
    expect(placeOf(film, second)).toEqual({ index, seconds: expect.closeTo(seconds) });
    expect(secondOf(film, { index, seconds })).toBeCloseTo(second);
  });

  it.each([
    ['before its beginning', -5, { index: 0, seconds: 0 }],
    ['behind its end', 6010, { index: 2, seconds: 600 }],
  ])('has nothing %s', (_, second, place) => {
    expect(placeOf(film, second)).toEqual(place);
  });
});

it('is the file itself where there is one', () => {
  for (const second of [0, 1.5, 5399, 5400]) {
    expect(placeOf(edition(5400), second)).toEqual({ index: 0, seconds: second });
    expect(secondOf(edition(5400), { index: 0, seconds: second })).toBe(second);
  }
});
