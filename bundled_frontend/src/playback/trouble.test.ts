import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { passes } from './failure';
import { Outage } from './outage';
import { PictureWatch, type PicturedMedia } from './pictureWatch';
import { Undecodable } from './undecodable';

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});

afterEach(() => vi.useRealTimers());

it.each([
  ['missing', true],
  ['busy', true],
  ['unreachable', true],
  ['notFound', false],
  ['damaged', false],
] as const)('%s passes by itself: %s', (failure, answer) => {
  expect(passes(failure)).toBe(answer);
});

describe('an outage', () => {
  let media: { readyState: number };
  let tries: number;
  let told: (string | null)[];
  let outage: Outage;

  beforeEach(() => {
    media = { readyState: 4 };
    tries = 0;
    told = [];
    outage = new Outage({ media, loadAgain: () => (tries += 1), tell: (failure) => told.push(failure) });
  });

  afterEach(() => outage.end());

  it('is not spoken of while the buffer lasts', () => {
    outage.add('missing');
    vi.advanceTimersByTime(900);
    expect(told).toEqual([]);
    media.readyState = 2;
    vi.advanceTimersByTime(500);
    expect(told).toEqual(['missing']);
  });

  it('is tried again for as long as it takes, ever more calmly', () => {
    media.readyState = 0;
    for (let seconds = 0; seconds < 60; seconds++) {
      const before = tries;
      if (seconds === 0) outage.add('unreachable');
      vi.advanceTimersByTime(1_000);
      if (tries > before) outage.add('unreachable');
    }
    expect(tries).toBeGreaterThan(8);
    expect(tries).toBeLessThan(20);
    expect(told).toEqual(['unreachable']);
  });

  it('ends when the film goes on', () => {
    media.readyState = 1;
    outage.add('busy');
    vi.advanceTimersByTime(1_000);
    expect([tries, outage.stands]).toEqual([1, true]);
    media.readyState = 4;
    vi.advanceTimersByTime(500);
    expect([told, outage.stands]).toEqual([['busy', null], false]);
    vi.advanceTimersByTime(60_000);
    expect(tries).toBe(1);
  });
});

describe('the watch over the picture', () => {
  let media: { -readonly [name in keyof PicturedMedia]: PicturedMedia[name] };
  let frames: number;
  let noticed: number;
  let watch: PictureWatch;

  beforeEach(() => {
    frames = noticed = 0;
    const buffered = { length: 1, start: () => 0, end: () => 30 };
    media = { currentTime: 0, paused: false, buffered, videoWidth: 640, getVideoPlaybackQuality: () => ({ totalVideoFrames: frames }) };
    watch = new PictureWatch(media, () => (noticed += 1));
  });

  afterEach(() => watch.destroy());

  function playFor(ms: number): void {
    for (let passed = 0; passed < ms; passed += 500) {
      media.currentTime += 0.5;
      vi.advanceTimersByTime(500);
    }
  }

  it('notices sound without pictures, once', () => {
    playFor(20_000);
    expect(noticed).toBe(1);
  });

  it('notices a film that never begins although it is there', () => {
    vi.advanceTimersByTime(14_000);
    expect(noticed).toBe(0);
    vi.advanceTimersByTime(2_000);
    expect(noticed).toBe(1);
  });

  it.each([
    ['whose pictures come', () => (frames = 1)],
    ['that is paused', () => (media.paused = true)],
    ['that is still on its way', () => (media.buffered = { length: 0, start: () => 0, end: () => 0 })],
  ])('leaves a film alone %s', (_, begin) => {
    begin();
    vi.advanceTimersByTime(60_000);
    expect(noticed).toBe(0);
  });

  it('leaves a hidden page alone, where browsers decode no pictures', () => {
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    playFor(20_000);
    expect(noticed).toBe(0);
    hidden.mockRestore();
  });
});

describe('what this device cannot decode', () => {
  it('is remembered for this film in this codec, for a month', () => {
    let now = 1_000_000_000_000;
    new Undecodable(() => now).add('3', 'avc1.64001e');
    const later = new Undecodable(() => now);
    expect([later.has('3', 'avc1.64001e'), later.has('3', 'hvc1.1'), later.has('4', 'avc1.64001e')]).toEqual([true, false, false]);
    now += 31 * 86_400_000;
    expect(later.has('3', 'avc1.64001e')).toBe(false);
  });

  it.each(['', 'nonsense', '[]', 'null', '{"3 x": "y"}'])('survives %j in its place', (kept) => {
    localStorage.setItem('videoflix.undecodable', kept);
    const undecodable = new Undecodable();
    expect(undecodable.has('3', 'x')).toBe(false);
    undecodable.add('3', 'x');
    expect(undecodable.has('3', 'x')).toBe(true);
  });
});
