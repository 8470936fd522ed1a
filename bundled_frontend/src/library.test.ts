import { describe, expect, it } from 'vitest';
import type { Video } from './api';
import { byCategory, newestFirst, search } from './library.svelte';

function video(id: number, title: string, category = '', created_at = `2026-11-0${id}T10:00:00Z`): Video {
  return { id, title, category, created_at, description: '', thumbnail_url: null, duration: 60, width: 640, height: 360, rating: '', state: 'ready' };
}

const videos = [video(1, 'Amélie', 'Films'), video(2, 'Zoo', ''), video(3, 'Über uns', 'Ärzte'), video(4, 'Brazil', 'Films')];

const titles = (list: readonly Video[]) => list.map(({ title }) => title);

describe('the library', () => {
  it('shows categories by alphabet, the nameless last, the newest first inside', () => {
    expect(byCategory(videos, 'de').map(({ name, videos: inside }) => [name, titles(inside)])).toEqual([
      ['Ärzte', ['Über uns']],
      ['Films', ['Brazil', 'Amélie']],
      ['', ['Zoo']],
    ]);
  });

  it('breaks ties of the same moment by id', () => {
    const same = '2026-11-01T10:00:00Z';
    expect(titles(newestFirst([video(1, 'a', '', same), video(2, 'b', '', same)]))).toEqual(['b', 'a']);
  });

  it.each([
    ['amelie', ['Amélie']],
    ['FILMS bra', ['Brazil']],
    ['uber', ['Über uns']],
    ['nothing', []],
    [' ', ['Amélie', 'Zoo', 'Über uns', 'Brazil']],
  ])('finds %j', (text, found) => {
    expect(titles(search(videos, text))).toEqual(found);
  });
});
