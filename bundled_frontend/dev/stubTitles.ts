import type { Card, Named, Progress, Season, Video, VideoDetail } from '../src/api/types.ts';
import type { Answer } from './stubHousehold.ts';
import { detail, PEOPLE, videos } from './stubVideos.ts';

/** What stands together in the stub's library, and what its one person has watched, listed and thinks. */

const SERIES = { id: 1, title: 'Lighthouse Street', year: 2019, rating: 'FSK 12', thumbnail_url: '/api/video/3.jpg', genres: ['Drama', 'Science fiction'] };
const DESCRIPTION = 'Nine households, one street by the sea, and a lighthouse that has been dark for thirty years.';

/** Season, then the titles of its episodes. */
const EPISODES: [season: number, titles: string[]][] = [
  [1, ['The Switch', 'Number Nine', 'Low Tide', 'A Visitor']],
  [2, ['Thirty Years', 'Fog', 'The Other Boat']],
  [0, ['The making of the street']],
];

const TAG = { id: 1, name: 'For rainy evenings', films: [1, 2, 7, 110] };
const COLLECTION = { id: 1, name: 'Open movies', description: 'Films that anybody may share.', films: [1, 2, 3] };

interface Place {
  season: number;
  episode: number;
}

const places = new Map<number, Place>();
const episodes: Video[] = EPISODES.flatMap(([season, titles]) =>
  titles.map((title, index): Video => {
    const id = 100 + season * 10 + index;
    places.set(id, { season, episode: index + 1 });
    const base = videos[(season * 4 + index) % videos.length] as Video;
    return { ...base, id, title, category: '', rating: 'FSK 12', duration: 2_400, state: 'ready', description: 'Somebody in the street has kept a secret for too long.' };
  }),
);
const films = new Map([...videos, ...episodes].map((video) => [video.id, video]));

const progress = new Map<number, Progress>([
  [2, { position: 300, watched: false }],
  [8, { position: 7_000, watched: false }],
  [17, { position: 0, watched: true }],
  [110, { position: 0, watched: true }],
  [111, { position: 900, watched: false }],
]);
let history = [111, 2, 8, 110, 17];
let list = [7, 18];
const thumbs = new Map<number, boolean>([[2, true]]);

const isEpisode = (video: Video) => places.has(video.id);

function card(video: Video): Card {
  const place = places.get(video.id);
  return {
    kind: 'video',
    id: video.id,
    title: video.title,
    year: place ? null : 1920 + ((video.id * 17) % 100),
    rating: video.rating,
    thumbnail_url: video.thumbnail_url ?? '',
    series: place ? { id: SERIES.id, title: SERIES.title } : null,
    season_number: place?.season ?? null,
    episode_number: place?.episode ?? null,
    episode_last: null,
    episodes: null,
    duration: video.duration,
    state: video.state,
    progress: progress.get(video.id) ?? null,
    in_list: list.includes(video.id),
  };
}

function seriesCard(): Card {
  const { id, title, year, rating, thumbnail_url } = SERIES;
  const none = { series: null, season_number: null, episode_number: null, episode_last: null, duration: null, progress: null, in_list: false };
  return { ...none, kind: 'series', id, title, year, rating, thumbnail_url, episodes: episodes.length, state: 'ready' };
}

function seasons(): Season[] {
  return EPISODES.map(([number]) => ({
    number,
    thumbnail_url: '',
    episodes: episodes
      .filter(({ id }) => places.get(id)?.season === number)
      .map((video) => ({ ...card(video), description: video.description, released_on: `2019-03-${10 + (video.id % 10)}` })),
  }));
}

function nextEpisode(): Video | undefined {
  return episodes.find(({ id }) => places.get(id)?.season !== 0 && !progress.get(id)?.watched);
}

function genres(mayWatch: (video: Video) => boolean): (Named & { titles: Card[] })[] {
  const names = [...new Set([...videos.map(({ category }) => category).filter(Boolean), ...SERIES.genres])];
  return names.map((name, index) => {
    const titles = videos.filter((video) => video.category === name && mayWatch(video)).map(card);
    return { id: index + 1, name, titles: SERIES.genres.includes(name) ? [seriesCard(), ...titles] : titles };
  });
}

function home(mayWatch: (video: Video) => boolean) {
  const shown = (ids: number[]) => ids.map((id) => films.get(id)).filter((video): video is Video => video !== undefined && mayWatch(video)).map(card);
  const goesOn = shown(history).filter((each) => each.progress?.position);
  const rows = [
    { key: 'continue-watching', title_key: 'continue-watching', title: 'Continue watching', items: goesOn },
    { key: 'my-list', title_key: 'my-list', title: 'My list', items: shown(list) },
    { key: 'new', title_key: 'new', title: 'New', items: videos.filter(mayWatch).map(card) },
    { key: 'new-episodes', title_key: 'new-episodes', title: 'New episodes', items: [seriesCard()] },
    ...genres(mayWatch).map(({ id, name, titles }) => ({ key: `genre-${id}`, title_key: 'genre', title: name, items: titles })),
  ];
  return { rows: process.env['STUB_VIDEOS'] === 'no' ? [] : rows.filter(({ items }) => items.length) };
}

function details(video: Video): VideoDetail {
  const { series, season_number, episode_number, in_list, year } = card(video);
  const following = episodes[episodes.indexOf(video) + 1];
  return {
    ...detail({ ...video, progress: progress.get(video.id) ?? null }),
    year,
    series,
    season_number,
    episode_number,
    in_list,
    thumb: thumbs.get(video.id) ?? null,
    next: series && following ? { id: following.id, title: following.title } : null,
    genres: genres(() => true).filter(({ name }) => name === video.category).map(({ id, name }) => ({ id, name })),
    tags: TAG.films.includes(video.id) ? [{ id: TAG.id, name: TAG.name }] : [],
    collection: COLLECTION.films.includes(video.id) ? { id: COLLECTION.id, name: COLLECTION.name } : null,
  };
}

/** What the stub knows of a call about titles; null: nothing. */
export function titles(call: string, query: URLSearchParams, body: Record<string, unknown>, mayWatch: (video: Video) => boolean): Answer | null {
  const [, method = '', kind = '', number = '', action = ''] = /^(\w+) \/api\/([a-z]+)\/(?:(\d+)\/)?(?:([a-z]+)\/)?$/.exec(call) ?? [];
  const id = Number(number);
  const video = films.get(id);
  const offset = Number(query.get('offset') ?? 0);
  const page = <T>(all: T[]) => all.slice(offset, offset + Number(query.get('limit') ?? 50));
  const ordered = (all: Card[]) => page(query.get('order') === 'title' ? [...all].sort((a, b) => a.title.localeCompare(b.title)) : all);
  const known = (ids: number[]) => ids.map((each) => films.get(each)).filter((each): each is Video => each !== undefined).map(card);
  switch (`${method} ${kind}${number && '/id'}${action && `/${action}`}`) {
    case 'GET home':
      return [200, home(mayWatch)];
    case 'GET video/id':
      return video ? [200, details(video)] : [404, { detail: 'Not found.' }];
    case 'PUT video/id/thumb':
      if (typeof body['up'] === 'boolean') thumbs.set(id, body['up']);
      else thumbs.delete(id);
      return [200, body];
    case 'PUT video/id/progress':
      progress.set(id, { position: Number(body['position'] ?? 0), watched: body['watched'] === true });
      return [200, progress.get(id)];
    case 'GET series':
      return [200, ordered([seriesCard()])];
    case 'GET series/id': {
      const following = nextEpisode();
      const next = following ? { id: following.id, title: following.title } : null;
      const named = genres(() => true).filter(({ name }) => SERIES.genres.includes(name)).map(({ id: genre, name }) => ({ id: genre, name }));
      return [200, { ...SERIES, description: DESCRIPTION, fanart_url: '', genres: named, people: PEOPLE, next, seasons: seasons() }];
    }
    case 'PUT series/id/watched':
      for (const each of episodes.filter((one) => body['season'] === undefined || places.get(one.id)?.season === body['season'])) {
        progress.set(each.id, { position: 0, watched: body['watched'] === true });
      }
      return [204];
    case 'GET genres':
      return [200, genres(mayWatch).map((genre) => ({ id: genre.id, name: genre.name, count: genre.titles.length }))];
    case 'GET genres/id': {
      const genre = genres(mayWatch)[id - 1];
      return genre ? [200, { ...genre, count: genre.titles.length, titles: ordered(genre.titles) }] : [404, { detail: 'Not found.' }];
    }
    case 'GET tags/id':
      return id === TAG.id ? [200, { id, name: TAG.name, count: TAG.films.length, titles: ordered(known(TAG.films)) }] : [404, { detail: 'Not found.' }];
    case 'GET collections':
      return [200, [{ id: COLLECTION.id, name: COLLECTION.name, count: COLLECTION.films.length, thumbnail_url: '/api/video/1.jpg' }]];
    case 'GET collections/id':
      return id === COLLECTION.id ? [200, { ...COLLECTION, videos: known(COLLECTION.films) }] : [404, { detail: 'Not found.' }];
    case 'GET search': {
      const words = (query.get('q') ?? '').toLowerCase();
      const has = ({ title, description }: { title: string; description: string }) => `${title} ${description}`.toLowerCase().includes(words);
      const found = [...films.values()].filter((each) => mayWatch(each) && has(each));
      const split = (wanted: boolean) => found.filter((each) => isEpisode(each) === wanted).map(card);
      return [200, { videos: split(false), series: has({ ...SERIES, description: '' }) ? [seriesCard()] : [], episodes: split(true) }];
    }
    case 'GET list':
      return [200, page(known(list))];
    case 'PUT list/id':
      list = [id, ...list.filter((each) => each !== id)];
      return [204];
    case 'DELETE list/id':
      list = list.filter((each) => each !== id);
      return [204];
    case 'GET history':
      return [200, page(known(history)).map((each, index) => ({ played_at: new Date(Date.now() - (index + 1) * 20 * 3_600_000).toISOString(), video: each }))];
    case 'DELETE history/id':
      history = history.filter((each) => each !== id);
      return [204];
  }
  return null;
}
