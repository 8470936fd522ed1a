import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PlaybackEngine } from './PlaybackEngine';

let media: HTMLVideoElement;
let engine: PlaybackEngine;
let paused: boolean;

beforeEach(() => {
  vi.spyOn(HTMLMediaElement.prototype, 'load').mockImplementation(() => (media.currentTime = 0));
  vi.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(() => void (paused = true));
  paused = false;
  media = document.createElement('video');
  engine = new PlaybackEngine(media, { renewAccess: () => Promise.resolve(true), whyNotFound: () => Promise.resolve(null) });
  engine.load({ id: '3', adaptive: '/api/video/3/index.m3u8', only: (name) => `/api/video/3/${name}/index.m3u8` });
  media.dispatchEvent(new Event('loadedmetadata'));
  media.currentTime = 600;
});

afterEach(() => vi.restoreAllMocks());

it('lets nothing play on that the owner stopped, and says so once', () => {
  const states: string[] = [];
  engine.on('state', ({ failure }) => states.push(failure ?? ''));
  engine.stop();
  engine.stop();
  expect(states).toEqual(['stopped']);
  expect(engine.state.status).toBe('failed');
  expect([paused, media.getAttribute('src')]).toEqual([true, null]);
});

it('begins again only when a person asks, and where it was', () => {
  for (let i = 0; i < 2; i++) {
    engine.stop(); // the second time before it could begin
    expect(media.currentTime).toBe(0);
    engine.retry();
  }
  expect(engine.state.status).toBe('loading');
  media.dispatchEvent(new Event('loadedmetadata'));
  expect(media.currentTime).toBe(600);
});

it('stays where it was for who asks meanwhile: nobody loses their place by leaving', () => {
  engine.stop();
  expect([media.currentTime, engine.place]).toEqual([0, 600]);
  engine.retry();
  expect(engine.place).toBe(600);
});

it('is at the beginning once somebody went there', () => {
  engine.stop();
  engine.retry();
  media.currentTime = 0;
  media.dispatchEvent(new Event('seeking'));
  expect(engine.place).toBe(0);
});
