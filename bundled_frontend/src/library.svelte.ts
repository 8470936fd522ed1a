import { api, ApiError, type Video } from './api';

/** The videos of the library, kept between visits to the pages that show them, so that going back is instant. */
class VideoLibrary {
  videos: readonly Video[] | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);

  /** Ask the server; what was known stays on the screen meanwhile. */
  async refresh(): Promise<void> {
    this.error = null;
    try {
      this.videos = await api.videos();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
    }
  }

  /** Another person may see other videos. */
  forget(): void {
    this.videos = null;
  }
}

export const library = new VideoLibrary();

export interface Category {
  /** Empty: the videos that have none. */
  name: string;
  videos: readonly Video[];
}

/** Categories in the order of the alphabet, those without one last; inside, the newest first. */
export function byCategory(videos: readonly Video[], locale: string): Category[] {
  const groups = new Map<string, Video[]>();
  for (const video of newestFirst(videos)) {
    const group = groups.get(video.category);
    if (group) group.push(video);
    else groups.set(video.category, [video]);
  }
  return [...groups.entries()]
    .map(([name, group]) => ({ name, videos: group }))
    .sort((a, b) => Number(a.name === '') - Number(b.name === '') || a.name.localeCompare(b.name, locale));
}

export function newestFirst(videos: readonly Video[]): Video[] {
  return [...videos].sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at) || b.id - a.id);
}

/** Every word somewhere in the title, category or description; accents and case make no difference. */
export function search(videos: readonly Video[], text: string): Video[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  return videos.filter((video) => {
    const haystack = plain(`${video.title} ${video.category} ${video.description}`);
    return words.every((word) => haystack.includes(word));
  });
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}
