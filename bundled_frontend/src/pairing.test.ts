import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, ApiError, type Pairing, type SignIn } from './api';
import { decisionOn, isWholeCode, tidyCode } from './pairing';

const PAIRING = { device_code: 'secret', expires_in: 600, interval: 3 } as Pairing;
const SIGN_IN = { user: { id: 1, email: 'alice@example.org' } } as SignIn;
const refusal = (code: string) => new ApiError(400, '', {}, code);

let waiting: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  waiting = new AbortController();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** What the server answers, one after the other; the last for ever. And when it was asked, in seconds. */
function answers(...given: (SignIn | ApiError)[]) {
  const start = Date.now();
  const asked: number[] = [];
  vi.spyOn(api, 'pairedSignIn').mockImplementation(async () => {
    asked.push((Date.now() - start) / 1000);
    const answer = (given.length > 1 ? given.shift() : given[0]) as SignIn | ApiError;
    if (answer instanceof ApiError) throw answer;
    return answer;
  });
  return asked;
}

async function decided(seconds = 3600) {
  const decision = decisionOn(PAIRING, waiting.signal);
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  return decision;
}

describe('waiting to be let in', () => {
  it('ends with a sign-in', async () => {
    const asked = answers(refusal('authorization-pending'), refusal('authorization-pending'), SIGN_IN);
    expect(await decided()).toEqual(SIGN_IN.user);
    expect(asked).toEqual([3, 6, 9]);
  });

  it.each([
    ['pairing-denied', 'denied'],
    ['pairing-expired', 'expired'],
  ])('ends on %s', async (code, decision) => {
    answers(refusal('authorization-pending'), refusal(code));
    expect(await decided()).toBe(decision);
  });

  it('slows down when it is told to', async () => {
    const asked = answers(refusal('slow-down'), refusal('authorization-pending'), new ApiError(429, ''), SIGN_IN);
    await decided();
    expect(asked).toEqual([3, 11, 19, 32]);
  });

  it('outlives a server that is out of reach for a while', async () => {
    answers(new ApiError(0, ''), new ApiError(502, ''), SIGN_IN);
    expect(await decided()).toEqual(SIGN_IN.user);
  });

  it('ends with the code when the server stays out of reach', async () => {
    const asked = answers(new ApiError(0, ''));
    expect(await decided()).toBe('expired');
    expect(asked[asked.length - 1]).toBe(PAIRING.expires_in);
  });

  it('asks no more once the page has gone', async () => {
    const asked = answers(refusal('authorization-pending'));
    const decision = decisionOn(PAIRING, waiting.signal);
    await vi.advanceTimersByTimeAsync(7_000);
    waiting.abort();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await decision).toBeNull();
    expect(asked).toEqual([3, 6]);
  });
});

describe('a code', () => {
  it.each([
    ['bcdf ghjk', 'BCDF-GHJK'],
    ['BCDFGHJK', 'BCDF-GHJK'],
    ['BCDF-GHJK-LM', 'BCDF-GHJK'],
    ['bcdf', 'BCDF'],
    ['bcdf-', 'BCDF'],
    ['bcdfg', 'BCDF-G'],
    ['', ''],
  ])('typed as %j is %j', (text, code) => {
    expect(tidyCode(text)).toBe(code);
    expect(isWholeCode(tidyCode(text))).toBe(code === 'BCDF-GHJK');
  });
});
