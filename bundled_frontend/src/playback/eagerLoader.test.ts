import { FetchLoader, type LoaderCallbacks, type LoaderConfiguration, type LoaderContext } from 'hls.js';
import { afterEach, expect, it, vi } from 'vitest';
import { EagerLoader } from './eagerLoader';

afterEach(() => vi.restoreAllMocks());

/** What hls.js' own loader is told when ours is told `highWaterMark`. */
function toldOf(highWaterMark: number): number | undefined {
  const load = vi.spyOn(FetchLoader.prototype, 'load').mockImplementation(() => undefined);
  const config = { highWaterMark, timeout: 1 } as LoaderConfiguration;
  EagerLoader.prototype.load({} as LoaderContext, config, {} as LoaderCallbacks<LoaderContext>);
  expect(config.highWaterMark).toBe(highWaterMark); // hls.js' own object stays as it is
  return load.mock.calls[0]?.[1].highWaterMark;
}

it('hands on what has come of a segment long before 128 KiB', () => {
  expect(toldOf(128 * 1024)).toBeLessThanOrEqual(16 * 1024);
});

it('leaves alone what is only of use whole', () => {
  expect(toldOf(Infinity)).toBe(Infinity);
});
