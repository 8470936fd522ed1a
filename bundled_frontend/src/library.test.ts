import { afterEach, describe, expect, it, vi } from 'vitest';
import { api, ApiError, type Row, type VideoDetail } from './api';
import { featuredOf, library } from './library.svelte';
import { card } from './testing/cards';

const row = (title_key: string, ...items: Row['items']): Row => ({ key: title_key, title_key, title: title_key, items });

afterEach(() => {
  library.forget();
  vi.restoreAllMocks();
});

describe('what is shown large', () => {
  const series = card(1, 'Series', { kind: 'series' });

  it('is the newest film that can be played', () => {
    const away = card(2, 'On a drive', { state: 'missing' });
    expect(featuredOf([row('new-episodes', series), row('new', away, card(3, 'Here'))])?.id).toBe(3);
  });

  it('is a series where there is nothing else, and nothing where there is nothing', () => {
    expect(featuredOf([row('genre', card(4, 'Old')), row('new-episodes', series)])).toBe(series);
    expect(featuredOf([])).toBeNull();
  });

  it('tells more once its details are here', async () => {
    vi.spyOn(api, 'home').mockResolvedValue([row('new', card(3, 'Here'))]);
    vi.spyOn(api, 'video').mockResolvedValue({ id: 3, title: 'Here', description: 'A film.' } as VideoDetail);
    await library.refresh();
    expect(library.featured?.description).toBe('A film.');
  });
});

describe('the first page', () => {
  it('stays while the server is out of reach', async () => {
    const home = vi.spyOn(api, 'home').mockResolvedValue([row('genre', card(1, 'Film'))]);
    await library.refresh();
    home.mockRejectedValue(new ApiError(0, ''));
    await library.refresh();
    expect(library.rows).toHaveLength(1);
    expect(library.error?.unreachable).toBe(true);
  });

  it('of one person is not shown to the next, also when it comes late', async () => {
    let answer: (rows: Row[]) => void = () => undefined;
    vi.spyOn(api, 'home').mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const refreshed = library.refresh();
    library.forget();
    answer([row('genre', card(1, 'For grown-ups'))]);
    await refreshed;
    expect(library.rows).toBeNull();
  });

  it('offers what was put aside no more, and no empty row', async () => {
    const begun = card(1, 'Begun');
    vi.spyOn(api, 'home').mockResolvedValue([row('continue-watching', begun, card(2, 'Other')), row('my-list', begun)]);
    const putAside = vi.spyOn(api, 'putAside').mockResolvedValue();
    await library.refresh();
    await library.putAside(begun);
    expect(putAside).toHaveBeenCalledWith(1);
    expect(library.rows?.map(({ items }) => items.map(({ id }) => id))).toEqual([[2], [1]]);
    await library.putAside(card(2, 'Other'));
    expect(library.rows?.map(({ key }) => key)).toEqual(['my-list']);
  });
});
