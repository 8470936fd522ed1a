import type { Card, VideoDetail } from '../api';

/** Titles for tests; `change` says what matters. */
export function card(id: number, title: string, change: Partial<Card> = {}): Card {
  return {
    kind: 'video',
    id,
    title,
    year: null,
    rating: '',
    thumbnail_url: '',
    series: null,
    season_number: null,
    episode_number: null,
    episode_last: null,
    episodes: null,
    duration: 6000,
    state: 'ready',
    progress: null,
    in_list: false,
    ...change,
  };
}

export function detail(id: number, title: string, change: Partial<VideoDetail> = {}): VideoDetail {
  return {
    id,
    title,
    created_at: '2026-11-01T10:00:00Z',
    description: '',
    thumbnail_url: '',
    fanart_url: '',
    category: '',
    duration: 6000,
    width: 1920,
    height: 1080,
    rating: '',
    state: 'ready',
    progress: null,
    playlist_url: '',
    renditions: [],
    editions: [],
    subtitles: [],
    original_title: '',
    year: null,
    released_on: null,
    captured_at: null,
    tagline: '',
    genres: [],
    tags: [],
    people: { directors: [], writers: [], actors: [] },
    collection: null,
    series: null,
    season_number: null,
    episode_number: null,
    episode_last: null,
    next: null,
    in_list: false,
    thumb: null,
    ...change,
  };
}
