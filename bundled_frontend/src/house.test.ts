import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, ApiError } from './api';
import { settledHouse } from './house';

const open = { address: 'http://192.168.1.5:8359', restarting: false };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function settled() {
  const house = settledHouse();
  await vi.runAllTimersAsync();
  return house;
}

describe('the house', () => {
  it('is waited for while the server starts anew', async () => {
    const asked = vi
      .spyOn(api, 'house')
      .mockResolvedValueOnce({ address: null, restarting: true })
      .mockRejectedValueOnce(new ApiError(0, ''))
      .mockRejectedValueOnce(new ApiError(502, ''))
      .mockResolvedValue(open);
    expect(await settled()).toEqual(open);
    expect(asked).toHaveBeenCalledTimes(4);
  });

  it('is there at once where nothing starts anew', async () => {
    const asked = vi.spyOn(api, 'house').mockResolvedValue({ address: null, restarting: false });
    expect(await settled()).toEqual({ address: null, restarting: false });
    expect(asked).toHaveBeenCalledOnce();
  });

  it('is not waited for for ever', async () => {
    vi.spyOn(api, 'house').mockRejectedValue(new ApiError(0, ''));
    expect(await settled()).toBeNull();
  });
});
