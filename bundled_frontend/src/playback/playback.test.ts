import { ErrorDetails, ErrorTypes } from 'hls.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlaybackReport } from '../api';
import { failureOf } from './failure';
import { Heartbeat, uuid } from './heartbeat';
import { RecoveryBudget } from './recovery';
import { byQuality, renditionName } from './renditions';
import { StandstillWatch, type WatchedMedia } from './standstillWatch';

describe('the name of a rendition', () => {
  it.each([
    ['http://home:8359/api/video/3/original/media.m3u8?v=ab', 'original'],
    ['/api/video/3/480p-v2/media.m3u8', '480p-v2'],
    ['/api/video/3/480p/index.m3u8#t=3', '480p'],
    ['media.m3u8', ''],
  ])('in %s is %j', (url, name) => {
    expect(renditionName(url)).toBe(name);
  });

  it('sorts best first', () => {
    expect(['480p', '1080p', 'original', '720p'].sort(byQuality)).toEqual(['original', '1080p', '720p', '480p']);
  });
});

describe('failureOf', () => {
  const network = (code: number) => ({ type: ErrorTypes.NETWORK_ERROR, details: ErrorDetails.FRAG_LOAD_ERROR, response: { url: '', code } });
  it.each([
    ['no answer', network(0), 'unreachable'],
    ['503', network(503), 'busy'],
    ['404', network(404), 'notFound'],
    ['401', network(401), 'signedOut'],
    ['409', network(409), 'stopped'],
    ['an unknown codec', { type: ErrorTypes.MEDIA_ERROR, details: ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR }, 'unsupported'],
    ['a broken segment', { type: ErrorTypes.MEDIA_ERROR, details: ErrorDetails.BUFFER_APPEND_ERROR }, 'damaged'],
  ])('%s', (_, error, failure) => {
    expect(failureOf(error)).toBe(failure);
  });
});

describe('the recovery budget', () => {
  it('ends when trouble comes again and again, and comes back after calm', () => {
    let now = 0;
    const budget = new RecoveryBudget(2, 1000, () => now);
    const at = (time: number) => ((now = time), budget.take());
    expect([at(0), at(100), at(200), at(900)]).toEqual([true, true, false, false]);
    expect(at(2000)).toBe(true);
  });
});

describe('the heartbeat', () => {
  let media: HTMLVideoElement;
  let sent: PlaybackReport[];
  let heartbeat: Heartbeat;
  let paused: boolean;

  beforeEach(() => {
    vi.useFakeTimers();
    media = document.createElement('video');
    paused = true;
    Object.defineProperty(media, 'paused', { get: () => paused });
    sent = [];
    const send = (report: PlaybackReport) => (sent.push(report), Promise.reject(new Error('offline')));
    heartbeat = new Heartbeat({ media, position: () => media.currentTime, rendition: () => '480p', send });
  });

  afterEach(() => {
    heartbeat.end();
    vi.useRealTimers();
  });

  function play(): void {
    paused = false;
    media.dispatchEvent(new Event('playing'));
  }

  function pause(): void {
    paused = true;
    media.dispatchEvent(new Event('pause'));
  }

  function seek(position: number): void {
    media.currentTime = position;
    media.dispatchEvent(new Event('seeked'));
  }

  it('beats every 10 s while playing, and only then', () => {
    vi.advanceTimersByTime(30_000);
    expect(sent).toHaveLength(0);
    play();
    vi.advanceTimersByTime(25_000);
    expect(sent).toHaveLength(3);
  });

  it('tells of a pause and a seek at once', () => {
    play();
    vi.advanceTimersByTime(2_000);
    pause();
    expect(sent).toHaveLength(2);
    vi.advanceTimersByTime(2_000);
    seek(90);
    expect(sent.map(({ position, paused }) => [position, paused])).toEqual([[0, false], [0, true], [90, true]]); // prettier-ignore
  });

  it('makes one report of many seeks within a second, and it is the last', () => {
    for (const position of [10, 20, 30, 40]) seek(position);
    vi.advanceTimersByTime(5_000);
    expect(sent.map(({ position }) => position)).toEqual([10, 40]);
  });

  it('tells where it is when the page is hidden: phones may end it without a word', () => {
    play();
    vi.advanceTimersByTime(2_000);
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(sent).toHaveLength(2);
    hidden.mockRestore();
  });

  it('says goodbye once, and is silent afterwards', () => {
    play();
    heartbeat.end();
    heartbeat.end();
    pause();
    vi.advanceTimersByTime(60_000);
    expect(sent.map(({ ended }) => ended)).toEqual([false, true]);
  });

  it('keeps one key, which is a UUID v4', () => {
    play();
    vi.advanceTimersByTime(20_000);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
    expect(sent[0]?.key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuid()).not.toBe(uuid());
  });
});

describe('the watch over standstills', () => {
  let media: { -readonly [name in keyof WatchedMedia]: WatchedMedia[name] };
  let watch: StandstillWatch;
  let rebuilt: number;

  beforeEach(() => {
    vi.useFakeTimers();
    media = { currentTime: 0.18, seeking: true, paused: true, ended: false, buffered: ranges([0.08, 30]) };
    rebuilt = 0;
    watch = new StandstillWatch(media, () => (rebuilt += 1));
  });

  afterEach(() => {
    watch.destroy();
    vi.useRealTimers();
  });

  function ranges(...parts: [number, number][]): TimeRanges {
    return { length: parts.length, start: (i) => parts[i]![0], end: (i) => parts[i]![1] };
  }

  it('seeks again, a little further, when one hangs', () => {
    vi.advanceTimersByTime(1_500);
    expect(media.currentTime).toBe(0.18);
    vi.advanceTimersByTime(500);
    expect(media.currentTime).toBeCloseTo(0.23);
  });

  it('waits twice as long the next time', () => {
    vi.advanceTimersByTime(4_500);
    expect(media.currentTime).toBeCloseTo(0.23);
    vi.advanceTimersByTime(500);
    expect(media.currentTime).toBeCloseTo(0.28);
  });

  it('leaves a seek alone whose place is not loaded yet', () => {
    media.buffered = ranges([40, 60]);
    vi.advanceTimersByTime(60_000);
    expect(media.currentTime).toBe(0.18);
  });

  it('leaves a person alone who drags the slider', () => {
    for (let i = 0; i < 20; i++) {
      media.currentTime = i;
      vi.advanceTimersByTime(1_000);
    }
    expect(media.currentTime).toBe(19);
  });

  it('opens the film anew when two steps did not help', () => {
    vi.advanceTimersByTime(11_000);
    expect(media.currentTime).toBeCloseTo(0.28);
    expect(rebuilt).toBe(1);
  });

  describe('while it should play', () => {
    beforeEach(() => {
      media.seeking = media.paused = false;
    });

    it('steps on when the film stands, then opens it anew', () => {
      vi.advanceTimersByTime(3_500);
      expect(media.currentTime).toBeCloseTo(0.23);
      vi.advanceTimersByTime(18_500);
      expect(rebuilt).toBe(1);
    });

    it.each([
      ['a film that plays', () => setInterval(() => (media.currentTime += 0.5), 500)],
      ['a paused one', () => (media.paused = true)],
      ['one that is over', () => (media.ended = true)],
      ['one that waits for the network', () => (media.buffered = ranges([0, 1]))],
    ])('leaves %s alone', (_, begin) => {
      begin();
      const before = media.currentTime;
      vi.advanceTimersByTime(10_000);
      expect((media.currentTime - before) % 0.5).toBeCloseTo(0);
      expect(rebuilt).toBe(0);
    });

    it('is patient again after the film has played', () => {
      vi.advanceTimersByTime(3_500);
      for (let i = 0; i < 3; i++) {
        media.currentTime += 0.5;
        vi.advanceTimersByTime(500);
      }
      const before = media.currentTime;
      vi.advanceTimersByTime(3_500);
      expect(media.currentTime).toBeCloseTo(before + 0.05);
    });
  });

  it('is quiet when it is over', () => {
    watch.destroy();
    vi.advanceTimersByTime(60_000);
    expect(media.currentTime).toBe(0.18);
  });
});
