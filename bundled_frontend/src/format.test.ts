import { afterEach, describe, expect, it } from 'vitest';
import { agoText, bytesText, definitionText, durationText } from './format';
import { language } from './i18n/index.svelte';

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
