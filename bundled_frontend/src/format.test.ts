import { describe, expect, it } from 'vitest';
import { definitionText, durationText } from './format';

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
