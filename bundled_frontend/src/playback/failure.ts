import { ErrorDetails, ErrorTypes, type ErrorData } from 'hls.js';

/** Why playing ended, in the words of the person who watches; the texts are `player.<failure>`. */
export type PlaybackFailure = 'unreachable' | 'busy' | 'missing' | 'notFound' | 'signedOut' | 'stopped' | 'unsupported' | 'damaged';

/** What passes without anybody doing something about it in the player. `missing`: the drive with the film is not connected. */
const PASSING: readonly PlaybackFailure[] = ['unreachable', 'busy', 'missing'];

export function passes(failure: PlaybackFailure): boolean {
  return PASSING.includes(failure);
}

const UNSUPPORTED: string[] = [
  ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR,
  ErrorDetails.BUFFER_ADD_CODEC_ERROR,
  ErrorDetails.BUFFER_INCOMPATIBLE_CODECS_ERROR,
];

export function failureOf(error: Pick<ErrorData, 'type' | 'details' | 'response'>): PlaybackFailure {
  if (UNSUPPORTED.includes(error.details)) return 'unsupported';
  if (error.type !== ErrorTypes.NETWORK_ERROR) return 'damaged';
  const status = error.response?.code ?? 0;
  if (status === 401 || status === 403) return 'signedOut';
  if (status === 409) return 'stopped';
  if (status === 404 || status === 410) return 'notFound';
  return status >= 500 ? 'busy' : 'unreachable';
}

/** For players inside the browser (Safari on iPhone), which tell no more than this number. */
export function failureOfMedia(error: MediaError | null): PlaybackFailure {
  switch (error?.code) {
    case MediaError.MEDIA_ERR_NETWORK:
      return 'unreachable';
    case MediaError.MEDIA_ERR_DECODE:
      return 'damaged';
    default:
      return 'unsupported';
  }
}
