import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Client } from './client';
import { ApiError } from './errors';

const REFRESH = '/api/auth/token/refresh/';

type Answer = Response | Error;

/** A server that answers each path with the next of its answers, and keeps the last for ever. */
function server(answers: Record<string, Answer[]>) {
  const asked: string[] = [];
  const fetcher = vi.fn(async (path: RequestInfo | URL, _init?: RequestInit) => {
    asked.push(String(path));
    const queue = answers[String(path)] ?? [];
    const answer = queue.length > 1 ? queue.shift() : queue[0];
    if (answer === undefined) throw new Error(`nobody expected ${String(path)}`);
    if (answer instanceof Error) throw answer;
    return answer.clone();
  });
  return { asked, fetcher, client: new Client(fetcher as typeof fetch) };
}

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const denied = () => json(401, { detail: 'Not signed in.' });

let signedOut: ReturnType<typeof vi.fn<() => void>>;

beforeEach(() => {
  signedOut = vi.fn<() => void>();
});

describe('an answer', () => {
  it('is the decoded body', async () => {
    const { client } = server({ '/api/x/': [json(200, { id: 3 })] });
    expect(await client.get('/api/x/')).toEqual({ id: 3 });
  });

  it('may be empty', async () => {
    const { client } = server({ '/api/x/': [new Response(null, { status: 204 })] });
    expect(await client.post('/api/x/', {})).toBeUndefined();
  });

  it('is asked for in the language of the page, with cookies', async () => {
    const { client, fetcher } = server({ '/api/x/': [json(200, {})] });
    client.hooks.language = () => 'de';
    await client.post('/api/x/', { a: 1 });
    expect(fetcher.mock.calls[0]?.[1]).toMatchObject({
      method: 'POST',
      body: '{"a":1}',
      credentials: 'same-origin',
      headers: { 'Accept-Language': 'de', 'Content-Type': 'application/json' },
    });
  });
});

describe('a refusal', () => {
  it('says when to come again', async () => {
    const { client } = server({ '/api/x/': [new Response('{"detail":"Slow down."}', { status: 429, headers: { 'Retry-After': '840' } })] });
    await expect(client.get('/api/x/')).rejects.toMatchObject({ status: 429, retryAfter: 840 });
  });

  it.each(['', 'soon', 'Wed, 21 Oct 2026 07:28:00 GMT'])('may not say when: %j', async (header) => {
    const { client } = server({ '/api/x/': [new Response('', { status: 503, headers: header ? { 'Retry-After': header } : {} })] });
    await expect(client.get('/api/x/')).rejects.toMatchObject({ status: 503, retryAfter: null });
  });
});

describe('a refusal because nobody is known to watch', () => {
  it('is told, and still a refusal', async () => {
    const wanted = vi.fn<() => void>();
    const { client } = server({ '/api/x/': [json(409, { detail: 'Who?', code: 'profile-wanted' })], '/api/y/': [json(409, { code: 'last-profile' })] });
    client.hooks.onProfileWanted = wanted;
    await expect(client.put('/api/x/')).rejects.toMatchObject({ code: 'profile-wanted' });
    await expect(client.put('/api/y/')).rejects.toMatchObject({ code: 'last-profile' });
    expect(wanted).toHaveBeenCalledOnce();
  });
});

describe('a change', () => {
  it('is sent by its own method', async () => {
    const { client, fetcher } = server({ '/api/x/': [json(200, {})] });
    await client.patch('/api/x/', { name: 'Bob' });
    await client.delete('/api/x/', { password: 'p' });
    expect(fetcher.mock.calls.map(([, init]) => [init?.method, init?.body])).toEqual([
      ['PATCH', '{"name":"Bob"}'],
      ['DELETE', '{"password":"p"}'],
    ]);
  });
});

describe('a 401', () => {
  it('renews the access once and asks again', async () => {
    const { client, asked } = server({ '/api/x/': [denied(), json(200, 'yes')], [REFRESH]: [json(200, {})] });
    expect(await client.get('/api/x/')).toBe('yes');
    expect(asked).toEqual(['/api/x/', REFRESH, '/api/x/']);
  });

  it('ends as an error when the renewed access is refused too', async () => {
    const { client, asked } = server({ '/api/x/': [denied()], [REFRESH]: [json(200, {})] });
    await expect(client.get('/api/x/')).rejects.toMatchObject({ status: 401, message: 'Not signed in.' });
    expect(asked).toEqual(['/api/x/', REFRESH, '/api/x/']);
  });

  it('signs out when the renewal is refused', async () => {
    const { client, asked } = server({ '/api/x/': [denied()], [REFRESH]: [denied()] });
    client.hooks.onSignedOut = signedOut;
    await expect(client.get('/api/x/')).rejects.toBeInstanceOf(ApiError);
    expect(signedOut).toHaveBeenCalledOnce();
    expect(asked).toEqual(['/api/x/', REFRESH]);
  });

  it('does not sign out because the server stumbles', async () => {
    const { client } = server({ '/api/x/': [denied()], [REFRESH]: [json(503, {})] });
    client.hooks.onSignedOut = signedOut;
    await expect(client.get('/api/x/')).rejects.toMatchObject({ status: 503 });
    expect(signedOut).not.toHaveBeenCalled();
  });

  it('shares one renewal between requests that fail together', async () => {
    const { client, asked } = server({
      '/api/a/': [denied(), json(200, 'a')],
      '/api/b/': [denied(), json(200, 'b')],
      [REFRESH]: [json(200, {})],
    });
    expect(await Promise.all([client.get('/api/a/'), client.get('/api/b/')])).toEqual(['a', 'b']);
    expect(asked.filter((path) => path === REFRESH)).toHaveLength(1);
  });

  it('renews again later', async () => {
    const { client, asked } = server({ '/api/x/': [denied(), json(200, 1), denied(), json(200, 2)], [REFRESH]: [json(200, {})] });
    await client.get('/api/x/');
    expect(await client.get('/api/x/')).toBe(2);
    expect(asked.filter((path) => path === REFRESH)).toHaveLength(2);
  });

  it('is the answer itself for someone who is just signing in', async () => {
    const { client, asked } = server({ '/api/x/': [json(401, { detail: 'Wrong password.' })] });
    await expect(client.post('/api/x/', {}, { anonymous: true })).rejects.toMatchObject({ message: 'Wrong password.' });
    expect(asked).toEqual(['/api/x/']);
  });
});

describe('an error', () => {
  it('carries field errors', async () => {
    const { client } = server({ '/api/x/': [json(400, { email: ['Taken.'], password: ['Short.', 'Common.'] })] });
    await expect(client.post('/api/x/', {})).rejects.toMatchObject({
      status: 400,
      fields: { email: ['Taken.'], password: ['Short.', 'Common.'] },
    });
  });

  it('carries the reason by name', async () => {
    const { client } = server({ '/api/x/': [json(400, { detail: 'Used.', code: 'link-invalid' })] });
    await expect(client.post('/api/x/', {})).rejects.toMatchObject({ message: 'Used.', code: 'link-invalid', fields: {} });
  });

  it.each([
    ['a page of HTML', new Response('<h1>Bad gateway</h1>', { status: 502 })],
    ['a bare word', json(502, 'no')],
    ['nothing', new Response(null, { status: 502 })],
  ])('survives %s', async (_, answer) => {
    const { client } = server({ '/api/x/': [answer] });
    await expect(client.get('/api/x/')).rejects.toMatchObject({ status: 502, fields: {} });
  });

  it('says when the server is out of reach', async () => {
    const { client } = server({ '/api/x/': [new TypeError('Failed to fetch')] });
    await expect(client.get('/api/x/')).rejects.toMatchObject({ unreachable: true });
  });
});
