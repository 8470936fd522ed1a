import type { Video, VideoDetail } from '../src/api/types.ts';

/** A household's library: pictures and none, long titles, no category, states that do not play. */

const SHELF: [title: string, category: string, minutes: number, size: [number, number], description?: string][] = [
  ['Big Buck Bunny', 'Animation', 10, [1920, 1080], 'A large and lovable rabbit deals with three bullies, led by a flying squirrel who likes to spoil his day.'],
  ['Sintel', 'Animation', 15, [1920, 818], 'A lonely young woman searches the world for the dragon that was taken from her.'],
  ['Elephants Dream', 'Animation', 11, [1920, 1080], 'Two men explore a vast machine, and do not see the same thing.'],
  ['Cosmos Laundromat', 'Animation', 12, [2048, 858], 'On a desolate island a suicidal sheep meets his fate: a quirky salesman.'],
  ['Spring', 'Animation', 8, [2048, 858], 'A shepherd girl and her dog face ancient spirits to keep the seasons turning.'],
  ['Caminandes: Llamigos', 'Animation', 3, [1920, 1080]],
  ['Tears of Steel', 'Science fiction', 12, [3840, 1714], 'Warriors and scientists gather at the Oude Kerk in Amsterdam to rescue the world from robots.'],
  ['Metropolis', 'Science fiction', 153, [1440, 1080], 'A city of the future, divided between those who think and those who toil.'],
  ['A Trip to the Moon', 'Science fiction', 13, [720, 540]],
  ['Christmas 2024 at Grandma’s', 'Home videos', 47, [1920, 1080], 'The tree, the cat, and the tree again.'],
  ['Lena’s first steps', 'Home videos', 1, [1080, 1920]],
  ['Summer by the sea, the long version with all the sand castles and the whole way back', 'Home videos', 96, [3840, 2160]],
  ['School play', 'Home videos', 64, [1280, 720]],
  ['Wedding of Tom and Aylin', 'Home videos', 121, [1920, 1080]],
  ['Garden 1987', 'Home videos', 33, [720, 576], 'From the old tapes.'],
  ['New kitchen', 'Home videos', 5, [1920, 1080]],
  ['Nosferatu', 'Classics', 94, [1440, 1080], 'A symphony of horror.'],
  ['The General', 'Classics', 78, [1440, 1080], 'A train driver, his engine, and a war in the way.'],
  ['Safety Last!', 'Classics', 74, [1440, 1080]],
  ['Untitled 0042', '', 0.6, [640, 480]],
];

/** By title; home videos have none. */
const RATINGS: Record<string, string> = { Sintel: 'FSK 12', Nosferatu: 'FSK 12', 'Tears of Steel': 'FSK 12', 'Big Buck Bunny': 'FSK 0', Spring: 'FSK 6', Metropolis: 'FSK 6' };

export const videos: Video[] = SHELF.map(([title, category, minutes, [width, height], description = ''], index) => ({
  id: index + 1,
  created_at: new Date(Date.UTC(2026, 10, 23 - index)).toISOString(),
  title,
  description,
  thumbnail_url: index % 3 === 1 ? null : `/api/video/${index + 1}.jpg`,
  category,
  duration: minutes * 60,
  width,
  height,
  rating: RATINGS[title] ?? '',
  state: title === 'School play' ? 'missing' : title === 'New kitchen' ? 'failed' : 'ready',
  progress: null,
}));

const RENDITIONS = [
  { name: 'original', kind: 'video', width: 1280, height: 720, bandwidth: 4_000_000, prepared: 1 },
  { name: '480p', kind: 'video', width: 854, height: 480, bandwidth: 1_200_000, prepared: 0.2 },
];

export const PEOPLE = {
  directors: [{ id: 1, name: 'Hanna Lindqvist' }],
  writers: [{ id: 2, name: 'Jonas Weber' }],
  actors: [
    { id: 3, name: 'Clara Stein', character: 'The captain' },
    { id: 4, name: 'Tom Berger', character: 'The stowaway' },
  ],
};

export function detail(video: Video): VideoDetail {
  return {
    ...video,
    playlist_url: `/api/video/${video.id}/index.m3u8`,
    fanart_url: '',
    original_title: '',
    year: null,
    released_on: null,
    captured_at: null,
    tagline: video.title === 'Sintel' ? 'She searched the world for a dragon.' : '',
    genres: [],
    tags: [],
    people: PEOPLE,
    collection: null,
    series: null,
    season_number: null,
    episode_number: null,
    episode_last: null,
    next: null,
    in_list: false,
    thumb: null,
    subtitles: [],
    editions: ['', 'Director’s cut'].slice(0, video.title === 'Metropolis' ? 2 : 1).map((edition, index) => ({
      edition,
      parts: [
        {
          part: 1,
          start: 0,
          duration: (video.duration ?? 0) * (1 + index / 5),
          playlist_url: `/api/video/${video.id}/index.m3u8?v=${index}`,
          ready: video.state === 'ready',
          pictures: index ? ['original-v2', '480p-v2'] : ['original', '480p'],
        },
      ],
      thumbnails_url: '',
    })),
    renditions: RENDITIONS.map((rendition) => ({ ...rendition, language: null, label: null })),
  };
}
