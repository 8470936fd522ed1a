import { describe, expect, it } from 'vitest';
import { refusalOf } from './transfer';

/** As tus-js-client hands them over. */
function failed(status: number, body: string): Error {
  return Object.assign(new Error('tus: unexpected response'), { originalResponse: { getStatus: () => status, getBody: () => body } });
}

describe('what stopped an upload', () => {
  it('is the server’s refusal', () => {
    expect(refusalOf(failed(413, '{"detail": "No room.", "code": "no-room"}'))).toMatchObject({ status: 413, message: 'No room.', code: 'no-room' });
  });

  it.each(['<h1>Bad gateway</h1>', '', 'null'])('is no more than its status where the body says %j', (body) => {
    expect(refusalOf(failed(502, body))).toMatchObject({ status: 502, code: '' });
  });

  it.each([new Error('offline'), Object.assign(new Error('cut'), { originalResponse: null })])('is the connection: %s', (error) => {
    expect(refusalOf(error).unreachable).toBe(true);
  });
});
