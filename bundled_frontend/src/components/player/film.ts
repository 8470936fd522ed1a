/** A film as the player plays it: an edition, whose files have addresses and renditions of their own. Times are seconds. */
import { renditionPlaylistUrl, type Edition, type Part, type Rendition, type VideoDetail } from '../../api';
import { definitionText, durationText } from '../../format';
import { t } from '../../i18n/index.svelte';
import type { PlaybackSource } from '../../playback/types';
import type { Choice } from '../ChoiceMenu.svelte';
import { lengthOf } from './parts';

/** So near the end nobody wants to begin. */
const LAST_SECONDS = 5;

/** What an edition is called in addresses: by its first file, whatever its number is by now. */
export function versionOf(edition: Edition): string {
  const address = edition.parts[0]?.playlist_url ?? '';
  return new URLSearchParams(address.split('?')[1]).get('v') ?? '';
}

/** The edition of this version; the usual one where it says nothing. */
export function editionOf(video: VideoDetail, version: string): Edition | undefined {
  return video.editions.find((edition) => versionOf(edition) === version) ?? video.editions[0];
}

/** Where a film begins: where the address says, else where somebody stopped. */
export function beginningOf(video: VideoDetail, edition: Edition, asked: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(asked) ? Number(asked) : (video.progress?.position ?? 0);
  return seconds < lengthOf(edition) - LAST_SECONDS ? seconds : 0;
}

/** Whether an edition plays to its end now: because its files are there, or because enough of them is prepared. */
export function isPlayable(video: VideoDetail, { parts }: Edition): boolean {
  return parts.every((part) => part.ready || isPrepared(video, part));
}

function isPrepared({ renditions }: VideoDetail, part: Part): boolean {
  const own = renditions.filter(({ name }) => part.pictures.some((picture) => numberOf(picture) === numberOf(name)));
  const sounds = own.filter(({ kind }) => kind === 'audio');
  const isWhole = ({ prepared }: Rendition) => prepared === 1;
  return own.some((each) => each.kind === 'video' && isWhole(each)) && (sounds.length === 0 || sounds.some(isWhole));
}

/** The plain address is of whatever is the best file by now: it outlives a file that is replaced. */
export function sourceOf(video: VideoDetail, part: Part): PlaybackSource {
  const unasked = video.editions[0]?.parts[0] === part;
  return {
    id: String(video.id),
    adaptive: unasked ? video.playlist_url : part.playlist_url,
    only: (rendition) => renditionPlaylistUrl(video.id, rendition),
  };
}

/** `480p` and `480p-v2` are the same wish: in another file it is called like the one there that is. */
export function sameQuality(pinned: string, part: Part): string {
  const wish = plain(pinned);
  return wish && (part.pictures.find((name) => plain(name) === wish) ?? '');
}

const NUMBER = /-v\d+$/;

function plain(rendition: string): string {
  return rendition.replace(NUMBER, '');
}

/** Of the file, as the names of all its renditions end with it; the first file has none. */
function numberOf(rendition: string): string {
  return NUMBER.exec(rendition)?.[0] ?? '';
}

/** By name; what is called alike differs in its picture or its length. */
export function versionChoices(video: VideoDetail): Choice[] {
  return video.editions.map((edition) => {
    const picture = video.renditions.find(({ name }) => name === edition.parts[0]?.pictures[0]);
    const missing = isPlayable(video, edition) ? '' : t('video.missing');
    const hint = [picture && definitionText(picture), durationText(lengthOf(edition)), missing].filter(Boolean).join(' · ');
    return { id: versionOf(edition), label: edition.edition || t('player.usualVersion'), hint };
  });
}
