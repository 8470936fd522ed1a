import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, ApiError, PAGE, type Episode, type Row, type SeriesDetail } from '../api';
import { t } from '../i18n/index.svelte';
import { library } from '../library.svelte';
import { router } from '../router/router.svelte';
import { card, detail } from '../testing/cards';
import AllSeriesPage from './AllSeriesPage.svelte';
import GenrePage from './GenrePage.svelte';
import HistoryPage from './HistoryPage.svelte';
import HomePage from './HomePage.svelte';
import SearchPage from './SearchPage.svelte';
import SeriesPage from './SeriesPage.svelte';
import TagPage from './TagPage.svelte';
import TitlePage from './TitlePage.svelte';

vi.setConfig({ testTimeout: 60_000 });

let page: ReturnType<typeof mount> | undefined;

beforeEach(() => {
  // Nothing is laid out here: everything is near.
  vi.stubGlobal('IntersectionObserver', function (this: IntersectionObserver, tell: IntersectionObserverCallback) {
    this.observe = () => queueMicrotask(() => tell([{ isIntersecting: true } as IntersectionObserverEntry], this));
    this.disconnect = () => undefined;
  });
});

afterEach(() => {
  if (page) void unmount(page);
  page = undefined;
  library.forget();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function open(Page: Component<any>, address: string, params = {}): void {
  history.replaceState(null, '', address);
  router.go(address, { replace: true });
  page = mount(Page, { target: document.body, props: { params } });
  flushSync();
}

const eventually = (expectation: () => void) => vi.waitFor(expectation, { timeout: 20_000 });
const text = () => document.body.textContent ?? '';
const all = () => [...document.querySelectorAll<HTMLElement>('main button, main a')];
const named = (name: string) => all().find((each) => (each.getAttribute('aria-label') ?? each.textContent ?? '').trim() === name);

async function pressable(name: string): Promise<HTMLElement> {
  await eventually(() => expect(named(name), name).toBeDefined());
  return named(name) as HTMLElement;
}

async function press(name: string): Promise<void> {
  (await pressable(name)).click();
  flushSync();
}

const addresses = () => all().map((each) => each.getAttribute('href'));

describe('the first page', () => {
  const row = (title_key: Row['title_key'], key: string, ...items: Row['items']): Row => ({ key, title_key, title: 'Drama', items });
  const begun = card(1, 'Begun', { progress: { position: 3000, watched: false } });

  beforeEach(() => {
    vi.spyOn(api, 'home').mockResolvedValue([
      row('continue-watching', 'continue-watching', begun, card(2, 'Pilot', { series: { id: 9, title: 'Street' }, season_number: 1, episode_number: 1 })),
      row('new-episodes', 'new-episodes', card(9, 'Street', { kind: 'series', episodes: 2 })),
      row('genre', 'genre-7', card(3, 'Film'), card(9, 'Street', { kind: 'series', episodes: 2 })),
    ]);
  });

  it('leads on with what was begun, and to the pages of everything else', async () => {
    open(HomePage, '/');
    await pressable(`${t('home.showAll')}: Drama`);
    await eventually(() => expect(addresses()).toContain('/series/9'));
    expect(addresses()).toEqual(expect.arrayContaining(['/watch/1', '/watch/2', '/title/1', '/title/3', '/genre/7', '/history', '/series']));
    expect(text()).toContain(t('row.continue-watching'));
    expect(text()).toContain('S1 E1 · Pilot');
    expect(document.querySelector<HTMLElement>('.progress span')?.style.width).toBe('50%');
  });

  it('lets go of what somebody does not want to go on with', async () => {
    const putAside = vi.spyOn(api, 'putAside').mockResolvedValue();
    open(HomePage, '/');
    await press(`${t('home.remove')}: Begun`);
    await eventually(() => expect(addresses()).not.toContain('/watch/1'));
    expect(putAside).toHaveBeenCalledWith(1);
    await eventually(() => expect(document.activeElement?.getAttribute('href')).toBe('/watch/2'));
  });

  it('says so when that was refused', async () => {
    vi.spyOn(api, 'putAside').mockRejectedValue(new ApiError(502, ''));
    open(HomePage, '/');
    await press(`${t('home.remove')}: Begun`);
    await eventually(() => expect(text()).toContain(t('error.generic')));
    expect(addresses()).toContain('/watch/1');
  });

  it('can be asked for again', async () => {
    const home = vi.spyOn(api, 'home').mockRejectedValueOnce(new ApiError(0, ''));
    open(HomePage, '/');
    await press(t('app.retry'));
    await eventually(() => expect(addresses()).toContain('/title/3'));
    expect(home).toHaveBeenCalledTimes(2);
  });
});

describe('the page of a film', () => {
  it('resumes, or begins anew', async () => {
    vi.spyOn(api, 'video').mockResolvedValue(detail(3, 'Film', { progress: { position: 754, watched: false } }));
    open(TitlePage, '/title/3', { id: '3' });
    const resume = await pressable(`${t('title.resume', { time: '12:34' })}: Film`);
    expect(resume.getAttribute('href')).toBe('/watch/3');
    expect((await pressable(t('title.fromBeginning'))).getAttribute('href')).toBe('/watch/3?start=0');
    expect(document.activeElement).toBe(resume);
  });

  it('remembers what somebody says', async () => {
    vi.spyOn(api, 'video').mockResolvedValue(detail(3, 'Film', { thumb: true }));
    const calls = [vi.spyOn(api, 'putOnList').mockResolvedValue(), vi.spyOn(api, 'setThumb').mockResolvedValue({}), vi.spyOn(api, 'setWatched').mockResolvedValue({ position: 0, watched: true })];
    open(TitlePage, '/title/3', { id: '3' });
    for (const name of ['title.onMyList', 'title.thumbUp', 'video.watched'] as const) await press(t(name));
    await eventually(() => expect(calls.map(({ mock }) => mock.calls)).toEqual([[[3]], [[3, null]], [[3, true]]]));
    const pressed = ['title.onMyList', 'title.thumbUp', 'title.thumbDown', 'video.watched'] as const;
    expect(pressed.map((name) => named(t(name))?.getAttribute('aria-pressed'))).toEqual(['true', 'false', 'false', 'true']);
  });

  it('takes back what was refused', async () => {
    vi.spyOn(api, 'video').mockResolvedValue(detail(3, 'Film'));
    vi.spyOn(api, 'setThumb').mockRejectedValue(new ApiError(0, ''));
    open(TitlePage, '/title/3', { id: '3' });
    await press(t('title.thumbDown'));
    await eventually(() => expect(text()).toContain(t('error.unreachable')));
    expect(named(t('title.thumbDown'))?.getAttribute('aria-pressed')).toBe('false');
  });

  const part = (duration: number, version: string, number = '', ready = true) => {
    return { part: 1, start: 0, duration, playlist_url: `/api/video/3/index.m3u8?v=${version}`, ready, pictures: [`480p${number}`] };
  };

  it('on a drive that is away says so, and plays the edition that is prepared', async () => {
    const editions = [
      { edition: '', parts: [part(6000, 'aa', '', false)], thumbnails_url: '' },
      { edition: 'Director’s cut', parts: [part(7200, 'bb', '-v2', false)], thumbnails_url: '' },
    ];
    const rendition = (prepared: number) => ({ name: '480p-v2', kind: 'video', width: 854, height: 480, bandwidth: 1, language: null, label: null, prepared });
    const away = (prepared: number) => detail(3, 'Film', { state: 'missing', editions, renditions: [rendition(prepared)] });
    const film = vi.spyOn(api, 'video').mockResolvedValueOnce(away(1));
    open(TitlePage, '/title/3', { id: '3' });
    expect((await pressable(`${t('home.play')}: Film`)).getAttribute('href')).toBe('/watch/3?version=bb');
    expect(text()).toContain(t('video.missingHelp'));
    if (page) void unmount(page);
    film.mockResolvedValue(away(0.5));
    open(TitlePage, '/title/3', { id: '3' });
    await pressable(t('title.onMyList'));
    expect(named(`${t('home.play')}: Film`)).toBeUndefined();
  });

  it('shows people, versions and its collection', async () => {
    vi.spyOn(api, 'video').mockResolvedValue(
      detail(3, 'Film', {
        genres: [{ id: 7, name: 'Drama' }],
        tags: [{ id: 8, name: 'Evening' }],
        people: { directors: [{ id: 1, name: 'Ada B' }], writers: [], actors: [{ id: 2, name: 'Cem', character: 'Hero' }] },
        collection: { id: 5, name: 'Saga' },
        editions: [
          { edition: '', parts: [part(6000, 'aa')], thumbnails_url: '' },
          { edition: 'Director’s cut', parts: [part(7200, 'bb')], thumbnails_url: '' },
        ],
      }),
    );
    vi.spyOn(api, 'collection').mockResolvedValue({ id: 5, name: 'Saga', description: '', videos: [card(3, 'Film'), card(4, 'Film 2')] });
    open(TitlePage, '/title/3', { id: '3' });
    await eventually(() => expect(addresses()).toContain('/title/4'));
    const expected = ['/genre/7', '/tag/8', '/search?q=Ada%20B', '/search?q=Cem', '/collection/5', '/watch/3', '/watch/3?version=bb'];
    expect(addresses()).toEqual(expect.arrayContaining(expected));
    expect(text()).toContain('Hero');
  });

  it('that is not there says so', async () => {
    vi.spyOn(api, 'video').mockRejectedValue(new ApiError(404, ''));
    open(TitlePage, '/title/3', { id: '3' });
    await eventually(() => expect(text()).toContain(t('error.notFound')));
  });
});

describe('the page of a series', () => {
  const episode = (id: number, season: number, number: number, change: Partial<Episode> = {}): Episode => ({
    ...card(id, `Part ${id}`, { season_number: season, episode_number: number }),
    description: '',
    released_on: null,
    ...change,
  });
  const watched = { progress: { position: 0, watched: true } };

  function series(change: Partial<SeriesDetail> = {}): SeriesDetail {
    const seasons = [
      { number: 1, thumbnail_url: '', episodes: [episode(11, 1, 1, watched), episode(12, 1, 2, watched)] },
      { number: 2, thumbnail_url: '', episodes: [episode(21, 2, 1), episode(22, 2, 2)] },
      { number: 0, thumbnail_url: '', episodes: [episode(1, 0, 1)] },
    ];
    return { id: 9, title: 'Street', year: 2019, description: '', rating: '', thumbnail_url: '', fanart_url: '', genres: [], people: { directors: [], writers: [], actors: [] }, next: { id: 21, title: 'Part 21' }, seasons, ...change };
  }

  it('goes on with the next episode, in its season', async () => {
    vi.spyOn(api, 'series').mockResolvedValue(series());
    open(SeriesPage, '/series/9', { id: '9' });
    expect((await pressable(`${t('series.next', { episode: 'S2 E1' })}: Part 21`)).getAttribute('href')).toBe('/watch/21');
    expect((await pressable('Season 2')).getAttribute('aria-pressed')).toBe('true');
    expect(text()).toContain('Part 22');
    expect(text()).not.toContain('Part 12');
  });

  it('shows who made it', async () => {
    const people = { directors: [], writers: [{ id: 1, name: 'Ada B' }], actors: [{ id: 2, name: 'Cem', character: 'Hero' }] };
    vi.spyOn(api, 'series').mockResolvedValue(series({ people }));
    open(SeriesPage, '/series/9', { id: '9' });
    await eventually(() => expect(addresses()).toEqual(expect.arrayContaining(['/search?q=Cem', '/search?q=Ada%20B'])));
    expect(text()).toContain('Hero');
    expect(text()).not.toContain(t('title.directors'));
  });

  it('keeps the season that was chosen in the address', async () => {
    vi.spyOn(api, 'series').mockResolvedValue(series());
    open(SeriesPage, '/series/9', { id: '9' });
    await press('Specials');
    expect(location.search).toBe('?season=0');
    expect(text()).toContain('Special 1');
  });

  it('says of each episode why it does not play', async () => {
    const episodes = [episode(11, 1, 1, { state: 'missing' }), episode(12, 1, 2, { state: 'failed' })];
    vi.spyOn(api, 'series').mockResolvedValue(series({ seasons: [{ number: 1, thumbnail_url: '', episodes }] }));
    open(SeriesPage, '/series/9', { id: '9' });
    await eventually(() => expect(text()).toContain('Part 12'));
    expect([t('video.missing'), t('video.failed')].map((why) => text().split(why).length)).toEqual([2, 2]);
    expect(document.querySelector('.head')?.classList).toContain('dim');
  });

  it('whose next episode is away says so, and plays what is prepared of it', async () => {
    const away = { state: 'missing' } as const;
    const seasons = [{ number: 2, thumbnail_url: '', episodes: [episode(21, 2, 1, away), episode(22, 2, 2, away)] }];
    vi.spyOn(api, 'series').mockResolvedValue(series({ seasons }));
    const parts = [{ part: 1, start: 0, duration: 6000, playlist_url: '', ready: false, pictures: ['480p'] }];
    const rendition = { name: '480p', kind: 'video', width: 854, height: 480, bandwidth: 1, language: null, label: null } as const;
    const prepared = (share: number) =>
      detail(21, 'Part 21', { ...away, editions: [{ edition: '', parts, thumbnails_url: '' }], renditions: [{ ...rendition, prepared: share }] });
    const video = vi.spyOn(api, 'video').mockResolvedValueOnce(prepared(1));
    const play = `${t('series.begin', { episode: 'S2 E1' })}: Part 21`;
    open(SeriesPage, '/series/9', { id: '9' });
    expect((await pressable(play)).getAttribute('href')).toBe('/watch/21');
    expect(text()).toContain(`S2 E1 · ${t('video.missingHelp')}`);
    expect(text()).toContain(t('title.preparedPlays'));
    if (page) void unmount(page);
    video.mockResolvedValue(prepared(0.5));
    open(SeriesPage, '/series/9', { id: '9' });
    await eventually(() => expect(text()).toContain(`S2 E1 · ${t('video.missingHelp')}`));
    expect(named(play)).toBeUndefined();
    expect(text()).not.toContain(t('title.preparedPlays'));
  });

  it('is not grey while one of its episodes plays', async () => {
    const episodes = [episode(11, 1, 1, { state: 'missing' }), episode(12, 1, 2)];
    vi.spyOn(api, 'series').mockResolvedValue(series({ seasons: [{ number: 1, thumbnail_url: '', episodes }] }));
    open(SeriesPage, '/series/9', { id: '9' });
    await eventually(() => expect(text()).toContain('Part 12'));
    expect(document.querySelector('.head')?.classList).not.toContain('dim');
  });

  it('is marked as a whole, by the season, by the episode', async () => {
    vi.spyOn(api, 'series').mockResolvedValue(series());
    const whole = vi.spyOn(api, 'setSeriesWatched').mockResolvedValue();
    const one = vi.spyOn(api, 'setWatched').mockResolvedValue({ position: 0, watched: true });
    open(SeriesPage, '/series/9', { id: '9' });
    await press(t('series.markSeason'));
    await press('Season 1');
    await press(t('series.unmarkSeason'));
    await press(t('series.allWatched'));
    await press(`${t('video.watched')}: Part 12`);
    expect(whole.mock.calls).toEqual([[9, true, 2], [9, false, 1], [9, true]]); // prettier-ignore
    expect(one).toHaveBeenCalledWith(12, false);
    await eventually(() => expect(api.series).toHaveBeenCalledTimes(5));
  });

  it('that was watched to its end says so', async () => {
    vi.spyOn(api, 'series').mockResolvedValue(series({ next: null }));
    open(SeriesPage, '/series/9', { id: '9' });
    await eventually(() => expect(text()).toContain(t('series.through')));
  });
});

describe('the search', () => {
  const nothing = { videos: [], series: [], episodes: [] };

  function type(value: string): void {
    const field = document.querySelector('input') as HTMLInputElement;
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
  }

  it('asks once when somebody has typed, and keeps the words in the address', async () => {
    vi.spyOn(api, 'genres').mockResolvedValue([{ id: 7, name: 'Drama', count: 2 }]);
    const search = vi.spyOn(api, 'search').mockResolvedValue({ ...nothing, series: [card(9, 'Street', { kind: 'series' })] });
    open(SearchPage, '/search');
    await eventually(() => expect(addresses()).toContain('/genre/7'));
    for (const value of ['s', 'st', 'str']) type(value);
    expect(location.search).toBe('?q=str');
    expect(search).not.toHaveBeenCalled();
    await eventually(() => expect(addresses()).toContain('/series/9'));
    expect(search.mock.calls).toEqual([['str']]);
  });

  it('looks for what somebody types before the page is whole', async () => {
    let come: (genres: []) => void = () => undefined;
    vi.spyOn(api, 'genres').mockReturnValue(new Promise((resolve) => (come = resolve)));
    vi.spyOn(api, 'search').mockResolvedValue(nothing);
    open(SearchPage, '/search');
    type('dragon');
    come([]);
    await eventually(() => expect(text()).toContain(t('home.foundNothing', { text: 'dragon' })));
  });

  it('begins with the words of the address, and says when there is nothing', async () => {
    vi.spyOn(api, 'search').mockResolvedValue(nothing);
    open(SearchPage, '/search?q=dragon');
    await eventually(() => expect(text()).toContain(t('home.foundNothing', { text: 'dragon' })));
  });
});

describe('a genre', () => {
  it('that is not there says so in the language of who asks', async () => {
    vi.spyOn(api, 'genre').mockRejectedValue(new ApiError(404, 'There is no such genre.'));
    open(GenrePage, '/genre/7', { id: '7' });
    await eventually(() => expect(text()).toContain(t('error.notFound')));
    expect(text()).not.toContain('no such genre');
  });

  it('goes by title when somebody wants that, and keeps it in the address', async () => {
    const names = { new: ['Zoo', 'Ape'], title: ['Ape', 'Zoo'] };
    const genre = vi.spyOn(api, 'genre').mockImplementation(async (id, _, order) => {
      return { id, name: 'Drama', count: 2, titles: names[order].map((name) => card(name.charCodeAt(0), name)) };
    });
    open(GenrePage, '/genre/7', { id: '7' });
    await eventually(() => expect(text()).toMatch(/Zoo.*Ape/s));
    expect((await pressable(t('order.new'))).getAttribute('aria-pressed')).toBe('true');
    const button = await pressable(t('order.title'));
    button.focus();
    await press(t('order.title'));
    await eventually(() => expect(text()).toMatch(/Ape.*Zoo/s));
    expect([location.search, button.getAttribute('aria-pressed'), document.activeElement]).toEqual(['?order=title', 'true', button]);
    await press(t('order.new'));
    await eventually(() => expect(text()).toMatch(/Zoo.*Ape/s));
    expect(location.search).toBe('');
    expect(genre.mock.calls).toEqual([[7, 0, 'new'], [7, 0, 'title'], [7, 0, 'new']]); // prettier-ignore
  });
});

describe('a list that somebody came back to', () => {
  it('stays where it is when they choose another order', async () => {
    vi.spyOn(api, 'genre').mockImplementation(async (id, _, order) => {
      return { id, name: 'Drama', count: 1, titles: [card(3, order === 'new' ? 'Film' : 'The same film')] };
    });
    const scrollTo = vi.spyOn(window, 'scrollTo').mockImplementation(() => undefined);
    open(GenrePage, '/genre/7', { id: '7' });
    router.cameBack = true;
    await eventually(() => expect(scrollTo).toHaveBeenCalledTimes(1));
    const button = await pressable(t('order.title'));
    button.focus();
    await press(t('order.title'));
    await eventually(() => expect(text()).toContain('The same film'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(scrollTo).toHaveBeenCalledTimes(1);
    expect(document.activeElement).toBe(button);
  });
});

describe('a tag', () => {
  it('has all that carries it, in the order of the address', async () => {
    const tag = vi.spyOn(api, 'tag').mockResolvedValue({ id: 8, name: 'Evening', count: 2, titles: [card(3, 'Film'), card(4, 'Film 2')] });
    open(TagPage, '/tag/8?order=title', { id: '8' });
    await eventually(() => expect(addresses()).toEqual(expect.arrayContaining(['/title/3', '/title/4'])));
    expect(text()).toContain('Evening');
    expect(tag.mock.calls).toEqual([[8, 0, 'title']]);
  });
});

describe('all series', () => {
  const some = (first: number, count: number) => Array.from({ length: count }, (_, at) => card(first + at, `Show ${first + at}`, { kind: 'series' }));

  it('come page by page', async () => {
    const series = vi.spyOn(api, 'allSeries').mockImplementation(async (offset) => some(offset, offset ? 3 : PAGE));
    open(AllSeriesPage, '/series');
    await eventually(() => expect(addresses()).toContain(`/series/${PAGE + 2}`));
    expect(series.mock.calls).toEqual([[0, 'new'], [PAGE, 'new']]); // prettier-ignore
  });

  it('of which there are none say so', async () => {
    vi.spyOn(api, 'allSeries').mockResolvedValue([]);
    open(AllSeriesPage, '/series');
    await eventually(() => expect(text()).toContain(t('allSeries.emptyTitle')));
  });

  it('are not asked for anew by the address of the next page', async () => {
    const series = vi.spyOn(api, 'allSeries').mockResolvedValue(some(1, 2));
    open(AllSeriesPage, '/series?order=title');
    await eventually(() => expect(addresses()).toContain('/series/2'));
    router.go('/genre/7');
    flushSync();
    expect((await pressable(t('order.title'))).getAttribute('aria-pressed')).toBe('true');
    expect(series).toHaveBeenCalledTimes(1);
  });
});

describe('the history', () => {
  it('lets go of single films', async () => {
    vi.spyOn(api, 'history').mockResolvedValue([1, 2].map((id) => ({ played_at: '2026-11-01T10:00:00Z', video: card(id, `Film ${id}`) })));
    const putAside = vi.spyOn(api, 'putAside').mockResolvedValue();
    open(HistoryPage, '/history');
    await press(`${t('history.remove')}: Film 1`);
    await eventually(() => expect(text()).not.toContain('Film 1'));
    expect(putAside).toHaveBeenCalledWith(1);
    await press(`${t('history.remove')}: Film 2`);
    await eventually(() => expect(text()).toContain(t('history.emptyTitle')));
  });
});
