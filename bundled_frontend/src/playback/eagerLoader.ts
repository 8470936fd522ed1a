import { FetchLoader, type LoaderCallbacks, type LoaderConfiguration, type LoaderContext } from 'hls.js';

/** Less than the first fragment of a segment usually has. hls.js gathers 128 KiB, which is a second of a small picture. */
const HAND_ON_BYTES = 8 * 1024;

/** Hands on what has come of a segment at once: the server sends it as fast as it is made. */
export class EagerLoader extends FetchLoader {
  override load(context: LoaderContext, config: LoaderConfiguration, callbacks: LoaderCallbacks<LoaderContext>): void {
    const eager = Number.isFinite(config.highWaterMark) ? { ...config, highWaterMark: HAND_ON_BYTES } : config;
    super.load(context, eager, callbacks);
  }
}
