import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, ApiError, type User, type VideoDetail } from '../../api';
import { session } from '../../session.svelte';
import { UpNext } from './upNext.svelte';

let gone: number[];
let upNext: UpNext;

beforeEach(() => {
  gone = [];
  upNext = new UpNext((id) => {
    gone.push(id);
    upNext.begin({ id: id + 1, title: `Episode ${id + 1}` });
  });
  upNext.begin({ id: 2, title: 'Episode 2' });
  vi.spyOn(api, 'video').mockImplementation(async (id) => ({ id, title: `Looked up ${id}` }) as VideoDetail);
  vi.spyOn(api, 'changeProfile').mockResolvedValue({} as never);
  session.user = { id: 1, may_manage: true, profile: { id: 7, autoplay: true } } as User;
});

afterEach(() => {
  session.user = null;
  vi.restoreAllMocks();
});

describe('the card', () => {
  it.each([
    [1000, 979, false, null],
    [1000, 981, true, 19],
    [12, 8.9, false, null],
    [12, 9.5, true, 3],
    [NaN, 0, false, null],
  ])('in a film of %d s at %d s: %s, %s', (duration, position, shows, countdown) => {
    upNext.at(position, duration);
    expect([upNext.shows, upNext.countdown]).toEqual([shows, countdown]);
  });

  it('has the title at once, and all the rest when it was looked up, once', async () => {
    upNext.at(985, 1000);
    expect(upNext.title).toBe('Episode 2');
    await vi.waitFor(() => expect(upNext.title).toBe('Looked up 2'));
    upNext.at(990, 1000);
    expect(api.video).toHaveBeenCalledOnce();
  });

  it('does without a picture when the server does not answer', async () => {
    vi.mocked(api.video).mockRejectedValue(new ApiError(0, ''));
    upNext.at(985, 1000);
    await Promise.resolve();
    expect([upNext.shows, upNext.title]).toEqual([true, 'Episode 2']);
  });

  it('is put off to the very end, and waits there', () => {
    upNext.at(985, 1000);
    upNext.putOff();
    upNext.at(995, 1000);
    expect(upNext.shows).toBe(false);
    upNext.end();
    expect([gone, upNext.shows, upNext.countdown, upNext.waits]).toEqual([[], true, null, true]);
    upNext.at(500, 1000);
    expect([upNext.shows, upNext.waits]).toEqual([false, false]);
  });

  it('comes again after a look back', () => {
    upNext.at(985, 1000);
    upNext.putOff();
    upNext.at(500, 1000);
    upNext.at(985, 1000);
    expect(upNext.shows).toBe(true);
  });

  it('is none where nothing follows', () => {
    upNext.begin(null);
    upNext.at(999, 1000);
    upNext.end();
    upNext.goOn();
    expect([upNext.shows, upNext.asks, gone]).toEqual([false, false, []]);
  });
});

describe('going on by itself', () => {
  it('ends after three episodes that nobody touched anything in', () => {
    for (let i = 0; i < 3; i++) upNext.end();
    expect([gone, upNext.asks]).toEqual([[2, 3], true]);
    upNext.goOn();
    expect([gone, upNext.asks]).toEqual([[2, 3, 4], false]);
    upNext.end();
    expect(gone).toEqual([2, 3, 4, 5]);
  });

  it('counts anew from whenever somebody is there', () => {
    for (let i = 0; i < 6; i++) {
      upNext.touch();
      upNext.end();
    }
    expect([gone.length, upNext.asks]).toEqual([6, false]);
  });

  it('is switched off for a person, and stays so', () => {
    upNext.goesOnByItself = false;
    upNext.at(990, 1000);
    expect([upNext.shows, upNext.countdown]).toEqual([true, null]);
    upNext.end();
    expect([gone, upNext.shows]).toEqual([[], true]);
    expect(api.changeProfile).toHaveBeenCalledWith(7, { autoplay: false });
    upNext.goOn();
    expect(gone).toEqual([2]);
  });
});
