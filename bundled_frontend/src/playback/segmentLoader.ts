import { FetchLoader, type FragmentLoaderContext, type LoaderCallbacks, type LoaderConfiguration, type LoaderContext } from 'hls.js';

/** Less than the first fragment of a segment usually has. hls.js gathers 128 KiB, which is a second of a small picture. */
const HAND_ON_BYTES = 8 * 1024;

/** Loads segments as hls.js does, but for what two of its ways do to a viewer. */
export class SegmentLoader extends FetchLoader {
  /** Hands on what has come of a segment at once: the server sends it as fast as it is made. */
  override load(context: LoaderContext, config: LoaderConfiguration, callbacks: LoaderCallbacks<LoaderContext>): void {
    const eager = Number.isFinite(config.highWaterMark) ? { ...config, highWaterMark: HAND_ON_BYTES } : config;
    super.load(context, eager, callbacks);
  }

  /**
   * Says nothing of an initialization segment that nobody wants any more. hls.js would give up the segment of another
   * rendition that it has begun to load meanwhile, and wait for it for ever.
   */
  override abort(): void {
    if ((this.context as FragmentLoaderContext | null)?.frag.sn === 'initSegment') this.abortInternal();
    else super.abort();
  }
}
