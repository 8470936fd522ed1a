import { describe, expect, it } from 'vitest';
import type { Rendition } from '../api';
import { storedRendition } from './storedRendition';

const rendition = (name: string, prepared: number, height: number | null = null): Rendition => ({
  name,
  kind: height === null ? 'audio' : 'video',
  width: null,
  height,
  bandwidth: null,
  language: null,
  label: null,
  prepared,
});

describe('without its drive, a film plays as', () => {
  it.each<[string, Rendition[]]>([
    ['720p', [rendition('original', 1, 1080), rendition('480p', 1, 480), rendition('720p', 1, 720), rendition('audio-1', 1)]],
    ['480p', [rendition('480p', 1, 480), rendition('720p', 0.5, 720)]],
    ['', [rendition('480p', 1, 480), rendition('audio-1', 0)]],
    ['', [rendition('original', 1, 1080), rendition('audio-1', 1)]],
    ['', []],
  ])('%j', (name, renditions) => {
    expect(storedRendition({ renditions })).toBe(name);
  });
});
