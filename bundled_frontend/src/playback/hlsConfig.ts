import type { FragmentLoaderConstructor, HlsConfig, LoadPolicy } from 'hls.js';
import { SegmentLoader } from './segmentLoader';

/**
 * The server makes missing segments while the request waits, and answers 503 when that takes too long or too many wait
 * already. Both mean "soon", so patience pays: giving up would only throw away the work.
 */
const PATIENT = {
  maxTimeToFirstByteMs: 65_000,
  maxLoadTimeMs: 120_000,
  timeoutRetry: { maxNumRetry: 3, retryDelayMs: 0, maxRetryDelayMs: 0 },
  errorRetry: { maxNumRetry: 10, retryDelayMs: 1_000, maxRetryDelayMs: 8_000, backoff: 'linear' },
} as const;

/** No answer at all says nothing about a rendition: hls.js would blame it, take another, and stay there. */
const BLAMELESS: LoadPolicy = {
  default: {
    ...PATIENT,
    errorRetry: { ...PATIENT.errorRetry, shouldRetry: (_policy, _count, _timedOut, response, usually) => usually || isUnanswered(response) },
  },
};

/** The server is not there, or the line to it broke. */
export function isUnanswered(response: { code?: number } | undefined): boolean {
  return response?.code === 0;
}

export const HLS_CONFIG: Partial<HlsConfig> = {
  fragLoadPolicy: BLAMELESS,
  playlistLoadPolicy: BLAMELESS,
  manifestLoadPolicy: { default: PATIENT },
  // A segment that is missing is sent while it is made: its first pictures show long before it is whole.
  progressive: true,
  fLoader: SegmentLoader as unknown as FragmentLoaderConstructor, // its types speak of loaders of anything
  // The network is the household's own: without this hls.js supposes 0.5 Mbit/s and starts with the smallest picture.
  abrEwmaDefaultEstimate: 50_000_000,
  // No trial of the smallest rendition first: it may not be prepared yet, and making it takes longer than playing.
  testBandwidth: false,
  // The first segment is asked for while the browser still opens its media source: the first picture comes sooner.
  startFragPrefetch: true,
  // Ahead: enough to ride over a slow moment of a small computer, little enough that leaving a film wastes nothing.
  maxBufferLength: 40,
  maxMaxBufferLength: 120,
  // Behind: a step back of a minute comes from memory. Old tablets run out of memory with hls.js's endless default.
  backBufferLength: 60,
  // Off: the window's size says nothing about what is prepared already. `original` costs the server nothing even where
  // the picture is small, whereas the rung that would fit may have to be encoded first.
  capLevelToPlayerSize: false,
};
