import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { api, ApiError } from '../api';
import { t } from '../i18n/index.svelte';
import { router } from '../router/router.svelte';
import WatchPage from './WatchPage.svelte';

vi.setConfig({ testTimeout: 60_000 });

let page: ReturnType<typeof mount>;
const text = () => document.body.textContent ?? '';

beforeEach(() => {
  vi.useFakeTimers();
  router.go('/watch/3', { replace: true });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function open(): void {
  page = mount(WatchPage, { target: document.body, props: { params: { id: '3' } } });
  flushSync();
}

it('asks for the film again while the server is away, and no longer', async () => {
  const asked = vi.spyOn(api, 'video').mockRejectedValue(new ApiError(0, ''));
  open();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked.mock.calls.length).toBeGreaterThan(2);
  expect(text()).toContain(t('player.unreachable'));

  asked.mockRejectedValue(new ApiError(404, ''));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(text()).toContain(t('player.notFound'));
  asked.mockClear();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).not.toHaveBeenCalled();
  void unmount(page);
});

it('asks again only once it was answered: an answer that comes late begins the film once', async () => {
  const asked = vi.spyOn(api, 'video').mockRejectedValueOnce(new ApiError(0, '')).mockReturnValue(new Promise(() => undefined));
  open();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(asked).toHaveBeenCalledTimes(2);
  void unmount(page);
});

it('asks no more once somebody left', async () => {
  const asked = vi.spyOn(api, 'video').mockRejectedValue(new ApiError(0, ''));
  open();
  await vi.advanceTimersByTimeAsync(4_000);
  void unmount(page);
  asked.mockClear();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).not.toHaveBeenCalled();
});
