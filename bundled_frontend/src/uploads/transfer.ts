import type { DetailedError, HttpRequest } from 'tus-js-client';
import { ApiError, client } from '../api';
import { language } from '../i18n/index.svelte';

/** The one door to tus-js-client, which nobody loads who does not upload. */

const ENDPOINT = '/api/uploads/';
/** Milliseconds between tries while nothing goes through: about half an hour. Whatever goes through begins the count anew. */
const DELAYS = [0, 1000, 3000, 5000, 10_000, 20_000, ...Array<number>(60).fill(30_000)];
/** Of the connection, of another part that is still being written, of the server. A full disk does not pass by itself. */
const PASSING = new Set([0, 401, 409, 423, 429, 460, 500, 502, 503, 504]);

/** One film on its way. */
export interface Transfer {
  start: () => void;
  /** Keep what has arrived. */
  stop: () => Promise<void>;
}

export interface TransferOptions {
  file: File;
  /** Where its parts go, if they go somewhere already. */
  url: string | null;
  partSize: number;
  metadata: Record<string, string>;
  onBegun: (url: string) => void;
  onProgress: (sent: number) => void;
  onWhole: () => void;
  onFailed: (error: ApiError) => void;
}

export async function openTransfer(options: TransferOptions): Promise<Transfer> {
  const { Upload } = await import('tus-js-client');
  const upload = new Upload(options.file, {
    endpoint: ENDPOINT,
    uploadUrl: options.url,
    chunkSize: options.partSize,
    metadata: options.metadata,
    retryDelays: DELAYS,
    storeFingerprintForResuming: false, // the server knows what is unfinished: any browser can go on
    onBeforeRequest: speakLanguage,
    onAfterResponse: async (_request, response) => {
      if (response.getStatus() === 401) await client.renew().catch(() => false); // tried again, or told
    },
    onShouldRetry: (error) => PASSING.has(statusOf(error)),
    onUploadUrlAvailable: () => options.onBegun(upload.url ?? ''),
    onProgress: options.onProgress,
    onSuccess: options.onWhole,
    onError: (error) => options.onFailed(refusalOf(error)),
  });
  return { start: () => upload.start(), stop: () => upload.abort() };
}

/** Give up what has arrived at `url`. */
export async function giveUp(url: string): Promise<void> {
  const { Upload } = await import('tus-js-client');
  try {
    await Upload.terminate(url, { endpoint: ENDPOINT, retryDelays: null, onBeforeRequest: speakLanguage });
  } catch (error) {
    const refusal = refusalOf(error as DetailedError);
    if (refusal.status === 401 && (await client.renew())) return giveUp(url);
    if (refusal.status !== 404) throw refusal; // gone is gone
  }
}

export function refusalOf(error: Error | DetailedError): ApiError {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  if (!response) return new ApiError(0, '');
  try {
    const { detail = '', code = '' } = JSON.parse(response.getBody()) as { detail?: string; code?: string };
    return new ApiError(response.getStatus(), detail, {}, code);
  } catch {
    return new ApiError(response.getStatus(), ''); // a proxy's page, or nothing at all
  }
}

function statusOf(error: DetailedError): number {
  return error.originalResponse?.getStatus() ?? 0;
}

function speakLanguage(request: HttpRequest): void {
  request.setHeader('Accept-Language', language.current);
}
