import { describe, expect, it } from 'vitest';
import type { Edition, Part, Rendition, VideoDetail } from '../../api';
import { beginningOf, editionOf, isPlayable, sameQuality, sourceOf, versionChoices, versionOf } from './film';

function part(number: number, start: number, duration: number, version: string): Part {
  const suffix = number > 1 ? `-v${number}` : '';
  return { part: number, start, duration, playlist_url: `/api/video/3/index.m3u8?v=${version}`, ready: true, pictures: [`original${suffix}`, `480p${suffix}`] };
}

const USUAL: Edition = { edition: '', parts: [part(1, 0, 3000, 'aa'), part(2, 3000, 2400, 'bb')], thumbnails_url: '' };
const CUT: Edition = { edition: 'Director’s Cut', parts: [part(3, 0, 6000, 'cc')], thumbnails_url: '' };

function film(change: Partial<VideoDetail> = {}): VideoDetail {
  const renditions = [{ name: 'original-v3', kind: 'video', width: 3840, height: 2160, bandwidth: 1, language: null, label: null, prepared: 1 }];
  return { id: 3, playlist_url: '/api/video/3/index.m3u8', editions: [USUAL, CUT], progress: null, renditions, ...change } as VideoDetail;
}

describe('where a film begins', () => {
  it.each([
    ['was never begun', null, '', 0],
    ['was left', { position: 3100, watched: false }, '', 3100],
    ['was watched', { position: 0, watched: true }, '', 0],
    ['is said by the address', { position: 3100, watched: false }, '90.5', 90.5],
    ['is said to be the beginning', { position: 3100, watched: false }, '0', 0],
    ['is said in nonsense', { position: 3100, watched: false }, '1m', 3100],
    ['was left at the very end', { position: 5398, watched: false }, '', 0],
    ['is said to be behind its end', null, '9999', 0],
  ])('when that %s', (_, progress, asked, seconds) => {
    expect(beginningOf(film({ progress }), USUAL, asked)).toBe(seconds);
  });
});

it('keeps the quality from file to file', () => {
  expect(['480p', 'original-v2', '', '1080p'].map((pinned) => sameQuality(pinned, part(2, 0, 1, 'bb')))).toEqual(['480p-v2', 'original-v2', '', '']);
});

describe('editions', () => {
  it('are known by their first file, and the usual one stands in for what is gone', () => {
    expect(editionOf(film(), 'cc')).toBe(CUT);
    expect([editionOf(film(), ''), editionOf(film(), 'gone')]).toEqual([USUAL, USUAL]);
    expect(versionOf(CUT)).toBe('cc');
  });

  it('are told by name, picture and length', () => {
    expect(versionChoices(film()).map(({ id, label, hint }) => [id, label, hint])).toEqual([
      ['aa', 'Usual version', '1 h 30 min'],
      ['cc', 'Director’s Cut', '4K · 1 h 40 min'],
    ]);
  });

  it('play at addresses of their own', () => {
    expect(USUAL.parts.concat(CUT.parts).map((each) => sourceOf(film(), each).adaptive)).toEqual([
      '/api/video/3/index.m3u8',
      '/api/video/3/index.m3u8?v=bb',
      '/api/video/3/index.m3u8?v=cc',
    ]);
  });
});

describe('an edition whose second file is away', () => {
  const away: Edition = { ...USUAL, parts: USUAL.parts.map((each) => ({ ...each, ready: each.part === 1 })) };
  const made = (name: string, kind: string, prepared: number) => ({ name, kind, prepared }) as Rendition;

  it.each<[boolean, string, Rendition[]]>([
    [true, 'all of it is prepared', [made('480p-v2', 'video', 1), made('audio-1-v2', 'audio', 1)]],
    [true, 'all of it is prepared, and it is a silent film', [made('480p-v2', 'video', 1), made('audio-1', 'audio', 0)]],
    [false, 'some of it is not', [made('480p-v2', 'video', 0.9), made('audio-1-v2', 'audio', 1)]],
    [false, 'its sound is not', [made('480p-v2', 'video', 1), made('audio-1-v2', 'audio', 0)]],
    [false, 'only another file is', [made('480p', 'video', 1), made('audio-1', 'audio', 1), made('480p-v2', 'video', 0)]],
  ])('plays: %s, because %s', (plays, _, renditions) => {
    expect(isPlayable(film({ renditions }), away)).toBe(plays);
    expect(versionChoices(film({ renditions, editions: [away] }))[0]?.hint?.includes('Not available')).toBe(!plays);
  });

  it('plays: true, when it is there', () => {
    expect(isPlayable(film(), USUAL)).toBe(true);
  });
});
