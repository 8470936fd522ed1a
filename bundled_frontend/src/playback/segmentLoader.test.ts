import Hls, { FetchLoader, type FragmentLoaderContext, type LoaderCallbacks, type LoaderConfiguration, type LoaderContext } from 'hls.js';
import { afterEach, expect, it, vi } from 'vitest';
import { SegmentLoader } from './segmentLoader';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** What hls.js' own loader is told when ours is told `highWaterMark`. */
function toldOf(highWaterMark: number): number | undefined {
  const load = vi.spyOn(FetchLoader.prototype, 'load').mockImplementation(() => undefined);
  const config = { highWaterMark, timeout: 1 } as LoaderConfiguration;
  SegmentLoader.prototype.load({} as LoaderContext, config, {} as LoaderCallbacks<LoaderContext>);
  expect(config.highWaterMark).toBe(highWaterMark); // hls.js' own object stays as it is
  return load.mock.calls[0]?.[1].highWaterMark;
}

/** What becomes of a request for this segment that is called off: whether the network hears of it, and whether hls.js does. */
function calledOff(sn: number | 'initSegment'): { request: boolean; told: boolean } {
  let signal: AbortSignal | null | undefined;
  vi.stubGlobal('fetch', (request: Request) => {
    signal = request.signal;
    return new Promise(() => undefined);
  });
  const loader = new SegmentLoader(Hls.DefaultConfig);
  const context = { url: 'https://example.org/segment', responseType: 'arraybuffer', frag: { sn } } as unknown as FragmentLoaderContext;
  const onAbort = vi.fn();
  const loadPolicy = Hls.DefaultConfig.fragLoadPolicy.default;
  loader.load(context, { loadPolicy, timeout: 1_000, highWaterMark: Infinity } as LoaderConfiguration, { onAbort } as never);
  loader.abort();
  return { request: signal?.aborted ?? false, told: onAbort.mock.calls.length > 0 };
}

it('hands on what has come of a segment long before 128 KiB', () => {
  expect(toldOf(128 * 1024)).toBeLessThanOrEqual(16 * 1024);
});

it('leaves alone what is only of use whole', () => {
  expect(toldOf(Infinity)).toBe(Infinity);
});

it('ends an initialization segment unsaid, and tells of all others', () => {
  expect(calledOff('initSegment')).toEqual({ request: true, told: false });
  expect(calledOff(0)).toEqual({ request: true, told: true });
});
