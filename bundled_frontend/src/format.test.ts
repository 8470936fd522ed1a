import { afterEach, describe, expect, it } from 'vitest';
import { agoText, bytesText, clockText, definitionText, durationText, episodeText, factsText, leftText, partSeen, seasonText } from './format';
import { language } from './i18n/index.svelte';
import { card } from './testing/cards';

describe('durationText', () => {
  it.each([
    [null, ''],
    [0, ''],
    [40.4, '40 s'],
    [60, '1 min'],
    [3599, '1 h 0 min'],
    [6720, '1 h 52 min'],
  ])('%s s is %j', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});

describe('bytesText', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [12_400_000, '12 MB'],
    [4_250_000_000, '4.3 GB'],
    [3e15, '3,000 TB'],
  ])('%s is %j', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});

describe('definitionText', () => {
  it.each([
    [3840, 1600, '4K'],
    [1920, 800, 'Full HD'],
    [1080, 1920, 'Full HD'],
    [1280, 720, 'HD'],
    [720, 576, ''],
    [null, null, ''],
  ])('%s x %s is %j', (width, height, text) => {
    expect(definitionText({ width, height })).toBe(text);
  });
});

describe('agoText', () => {
  const NOW = Date.parse('2026-03-04T20:15:00Z');
  const ago = (seconds: number) => agoText(new Date(NOW - seconds * 1000).toISOString(), NOW);

  afterEach(() => language.use('en'));

  it.each([
    [-5, 'just now'],
    [59, 'just now'],
    [60, '1 minute ago'],
    [3 * 3600 + 59, '3 hours ago'],
    [86_400, 'yesterday'],
    [20 * 86_400, '20 days ago'],
    [40 * 86_400, 'Jan 23, 2026'],
  ])('%s s ago is %j', (seconds, text) => {
    expect(ago(seconds)).toBe(text);
  });

  it('speaks German', () => {
    language.use('de');
    expect(ago(0)).toBe('gerade eben');
    expect(ago(86_400)).toBe('gestern');
  });
});

describe('a title', () => {
  it.each([
    [card(1, 'Film', { year: 2011, rating: 'FSK 6' }), '2011 · 1 h 40 min · FSK 6'],
    [card(1, 'Series', { kind: 'series', duration: null, episodes: 1 }), '1 episode'],
    [card(1, 'Series', { kind: 'series', duration: null, year: 2019, episodes: 8 }), '2019 · 8 episodes'],
    [card(1, 'Film', { duration: null }), ''],
  ])('says what it is', (title, text) => {
    expect(factsText(title)).toBe(text);
  });

  it('says how far somebody is', () => {
    const begun = card(1, 'Film', { progress: { position: 4500, watched: false } });
    expect([partSeen(begun), leftText(begun)]).toEqual([0.75, '25 min left']);
    for (const progress of [null, { position: 0, watched: true }]) {
      expect([partSeen({ progress, duration: 60 }), leftText({ progress, duration: 60 })]).toEqual([null, '']);
    }
    expect(partSeen({ progress: { position: 90, watched: false }, duration: 60 })).toBe(1);
  });

  it.each([
    [1, 2, null, 'S1 E2'],
    [1, 2, 3, 'S1 E2–3'],
    [0, 4, null, 'Special 4'],
    [null, 7, 7, 'Episode 7'],
    [1, null, null, ''],
  ])('of season %s, episode %s to %s is %j', (season_number, episode_number, episode_last, text) => {
    expect(episodeText({ season_number, episode_number, episode_last })).toBe(text);
  });

  it('is in a season', () => {
    expect([2, 0, null].map(seasonText)).toEqual(['Season 2', 'Specials', 'Episodes']);
  });
});

describe('clockText', () => {
  it.each([
    [0, '0:00'],
    [65.9, '1:05'],
    [3725, '1:02:05'],
    [36_000, '10:00:00'],
  ])('%s s is %j', (seconds, text) => {
    expect(clockText(seconds)).toBe(text);
  });
});
