import { describe, expect, it, vi } from 'vitest';
import { ApiError } from './api';
import { Loaded, Pages } from './loaded.svelte';

describe('what was asked for', () => {
  it('is dropped when another question overtook it', async () => {
    const loaded = new Loaded<string>();
    let late: (text: string) => void = () => undefined;
    const first = loaded.ask(() => new Promise((resolve) => (late = resolve)));
    await loaded.ask(async () => 'second');
    late('first');
    await first;
    expect(loaded.value).toBe('second');
  });

  it('says why it is not there, until it is', async () => {
    const loaded = new Loaded<string>();
    await loaded.ask(() => Promise.reject(new ApiError(502, '')));
    expect(loaded.error?.status).toBe(502);
    await loaded.ask(async () => 'here');
    expect([loaded.value, loaded.error]).toEqual(['here', null]);
  });
});

describe('a long list', () => {
  it('comes page by page, to its end', async () => {
    const request = vi.fn(async (offset: number) => [1, 2, 3, 4, 5].slice(offset, offset + 2));
    const pages = new Pages(2, request);
    expect(pages.complete).toBeNull();
    for (let page = 0; page < 4; page++) await pages.more();
    expect(pages.items).toEqual([1, 2, 3, 4, 5]);
    expect(pages.complete).toBe(true);
    expect(request).toHaveBeenCalledTimes(3);
  });

  it('is not asked for twice at once, and goes on after a failure', async () => {
    const request = vi.fn(async (): Promise<number[]> => [1]);
    const pages = new Pages(1, request);
    await Promise.all([pages.more(), pages.more()]);
    expect(pages.items).toEqual([1]);
    request.mockRejectedValueOnce(new ApiError(0, ''));
    await pages.more();
    expect(pages.error?.unreachable).toBe(true);
    await pages.more();
    expect([pages.items, pages.error]).toEqual([[1, 1], null]);
  });

  it('goes on behind what was taken out of it', async () => {
    const all = ['a', 'b', 'c', 'd'];
    const pages = new Pages(2, async (offset) => all.slice(offset, offset + 2));
    await pages.more();
    all.shift();
    pages.drop('a');
    await pages.more();
    expect(pages.items).toEqual(['b', 'c', 'd']);
  });
});
