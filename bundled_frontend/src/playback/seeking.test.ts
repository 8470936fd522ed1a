import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PlaybackEngine } from './PlaybackEngine';

let media: HTMLVideoElement;
let engine: PlaybackEngine;
let readyState: number;

beforeEach(() => {
  vi.spyOn(HTMLMediaElement.prototype, 'load').mockImplementation(() => undefined);
  readyState = 0;
  media = document.createElement('video');
  Object.defineProperty(media, 'readyState', { get: () => readyState });
  engine = new PlaybackEngine(media, { renewAccess: () => Promise.resolve(true), whyNotFound: () => Promise.resolve(null) });
  engine.load({ id: '3', adaptive: '/api/video/3/index.m3u8', only: (name) => `/api/video/3/${name}/index.m3u8` }, { startAt: 90 });
});

afterEach(() => {
  engine.destroy();
  vi.restoreAllMocks();
});

function opens(): void {
  readyState = 1;
  media.dispatchEvent(new Event('loadedmetadata'));
}

it('goes where somebody wants', () => {
  opens();
  engine.seek(600);
  expect([media.currentTime, engine.place]).toEqual([600, 600]);
});

it('remembers where somebody wants while the film still opens, the last place of several', () => {
  engine.seek(600);
  engine.seek(610);
  expect([media.currentTime, engine.place]).toEqual([0, 610]);
  opens();
  expect(media.currentTime).toBe(610);
});

it('lets no film that comes later begin there', () => {
  engine.seek(600);
  engine.load({ id: '4', adaptive: '/api/video/4/index.m3u8', only: () => '' }, { startAt: 0 });
  opens();
  expect(media.currentTime).toBe(0);
});
