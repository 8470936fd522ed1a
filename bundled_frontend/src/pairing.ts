import { api, ApiError, type Pairing, type User } from './api';

/** RFC 8628, section 3.5: how much longer to wait between two questions from then on. */
const SLOWER_SECONDS = 5;

export type Decision = User | 'denied' | 'expired';

/** Ask until somebody has decided about this device. Null: `signal` ended the waiting. */
export async function decisionOn(pairing: Pairing, signal: AbortSignal): Promise<Decision | null> {
  let { interval } = pairing;
  const end = Date.now() + pairing.expires_in * 1000;
  while (!signal.aborted) {
    await pause(interval, signal);
    if (signal.aborted) return null;
    try {
      return (await api.pairedSignIn(pairing.device_code)).user;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'pairing-denied') return 'denied';
      if (error.code === 'pairing-expired' || Date.now() >= end) return 'expired';
      // Anything else passes: nobody has decided, the server is out of reach, or it has too much to do.
      if (error.code === 'slow-down' || error.status === 429) interval += SLOWER_SECONDS;
    }
  }
  return null;
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** What was typed as the server writes codes: `bcdf ghjk` is `BCDF-GHJK`. Half a code stays half a code. */
export function tidyCode(text: string): string {
  const letters = text.toUpperCase().replace(/[^A-Z]/g, '').slice(0, 8);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}

export function isWholeCode(code: string): boolean {
  return code.length === 9;
}
