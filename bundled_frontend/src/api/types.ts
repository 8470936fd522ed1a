/** The shapes that the server answers with (names as in docs/glossary.md). */

export interface User {
  id: number;
  email: string;
  is_owner: boolean;
  /** Whether people and devices are theirs to look after now, and to the owner the library: not while a child watches. */
  may_manage: boolean;
  /** Who is watching on this device; null: nobody has been chosen yet. */
  profile: Profile | null;
}

/** `bundled_frontend/src/assets/avatars` has the drawings. */
export type AvatarName = 'fox' | 'owl' | 'bear' | 'cat' | 'whale' | 'robot' | 'rocket' | 'cactus';
export type Colour = 'red' | 'orange' | 'yellow' | 'green' | 'teal' | 'blue' | 'purple' | 'pink';

/** What a person of the household has decided for themselves. */
export interface ProfileSettings {
  name: string;
  avatar: AvatarName;
  colour: Colour;
  /** Kids mode: only titles for up to `highest_age` years, and those without a rating only if `shows_unrated`. */
  is_child: boolean;
  highest_age: number;
  shows_unrated: boolean;
  /** The interface's language; empty: as the browser asks. */
  language: '' | 'en' | 'de';
  /** A language tag (BCP 47); empty: the film's own. */
  audio_language: string;
  /** A language tag (BCP 47); empty: no subtitles. */
  subtitle_language: string;
  /** Go on with the next episode. */
  autoplay: boolean;
}

export interface Profile extends ProfileSettings {
  id: number;
  has_pin: boolean;
  is_current: boolean;
}

/** `pin`: 4 to 8 digits, or empty to take it away. `password`: the account's, to change somebody else's locked profile. */
export type ProfileChange = Partial<ProfileSettings> & { pin?: string; password?: string };

/** One sign-in on one device. */
export interface Device {
  id: string;
  /** What people call it; empty: nobody has said. */
  name: string;
  /** Browser and system, in a few words. */
  client: string;
  address: string | null;
  created_at: string;
  last_seen_at: string;
  profile: { id: number; name: string } | null;
  is_current: boolean;
}

/** A device that waits for somebody to let it in (RFC 8628). */
export interface Pairing {
  /** The device's secret. */
  device_code: string;
  /** What a person types, `BCDF-GHJK`. */
  user_code: string;
  /** Where they type it, and the same with the code in it. */
  verification_url: string;
  verification_url_complete: string;
  /** The latter as a picture. */
  qr_svg: string;
  /** Seconds. */
  expires_in: number;
  /** Seconds between two questions. */
  interval: number;
}

/** What a person should know about the device that they let in. */
export interface WaitingDevice {
  name: string;
  client: string;
  address: string | null;
  /** Seconds. */
  expires_in: number;
}

export interface Invitation {
  server_name: string;
  expires_at: string;
}

export interface SignIn {
  user: User;
}

/** How new accounts come in: the owner approves, a link in a mail does, at once, or by invitation only. */
export type Registration = 'approve' | 'email' | 'open' | 'closed';

export interface Setup {
  owner_exists: boolean;
  server_name: string;
  registration: Registration;
  /** Members bring films in, too; the owner always may. */
  members_upload: boolean;
  /** What the cookies say: signed in, to be renewed first, or nobody. */
  session: 'active' | 'renewable' | 'none';
}

/** The home network. */
export interface House {
  /** Where its other devices reach this Videoflix; null while it is not open to them, or when nobody can say. */
  address: string | null;
  /** The server is about to start anew, to listen elsewhere. */
  restarting: boolean;
}

export interface Message {
  detail: string;
}

export interface Credentials {
  email: string;
  password: string;
}

export interface NewAccount extends Credentials {
  confirmed_password: string;
  /** From the link of the owner's. */
  invitation?: string;
}

export interface NewPassword {
  new_password: string;
  confirm_password: string;
}

export interface PasswordChange extends NewPassword {
  current_password: string;
}

/** `ready` plays; the other states say why not. More states may come: treat an unknown one as not ready. */
export type VideoState = 'ready' | 'missing' | 'failed' | (string & {});

/** Something that has a page of its own. */
export interface Named {
  id: number;
  name: string;
}

export interface Titled {
  id: number;
  title: string;
}

/** How far the profile is; `position` in seconds, 0 also when it was watched to the end. */
export interface Progress {
  position: number;
  watched: boolean;
}

/** A title on a shelf: a video, or a series as one. */
export interface Card {
  kind: 'video' | 'series';
  id: number;
  title: string;
  year: number | null;
  rating: string;
  thumbnail_url: string;
  /** Of an episode. */
  series: Titled | null;
  season_number: number | null;
  episode_number: number | null;
  episode_last: number | null;
  /** Of a series: how many there are. */
  episodes: number | null;
  /** Of a video: seconds. */
  duration: number | null;
  state: VideoState;
  /** null: never begun. */
  progress: Progress | null;
  in_list: boolean;
}

/** Titles under one heading of the first page. */
export interface Row {
  /** The same from one visit to the next. */
  key: string;
  title_key: 'continue-watching' | 'my-list' | 'new' | 'new-episodes' | 'genre' | (string & {});
  /** In English; of a genre, its name. */
  title: string;
  items: Card[];
}

export interface Episode extends Card {
  description: string;
  released_on: string | null;
}

export interface Season {
  /** 0: the specials; null: nobody knows. */
  number: number | null;
  thumbnail_url: string;
  episodes: Episode[];
}

export interface SeriesDetail {
  id: number;
  title: string;
  year: number | null;
  description: string;
  rating: string;
  thumbnail_url: string;
  fanart_url: string;
  genres: Named[];
  people: People;
  /** The episode to go on with; null: all of them were watched. */
  next: Titled | null;
  /** The specials come last. */
  seasons: Season[];
}

/** Who made a film or a series, as its credits name them. */
export interface People {
  directors: Named[];
  writers: Named[];
  actors: Actor[];
}

export interface Genre extends Named {
  count: number;
}

/** What a genre has, or what carries a tag. */
export interface TitlesPage extends Named {
  count: number;
  titles: Card[];
}

/** What lists go by: what came in last, or titles without their articles. */
export type Order = 'new' | 'title';

export interface CollectionOnShelf extends Named {
  count: number;
  thumbnail_url: string;
}

export interface Collection extends Named {
  description: string;
  videos: Card[];
}

/** What a search found, the best first of each kind. */
export interface Found {
  videos: Card[];
  series: Card[];
  /** Of other series. */
  episodes: Card[];
}

/** Something that the profile has played. */
export interface Played {
  played_at: string;
  video: Card;
}

export interface Actor extends Named {
  character: string;
}

export interface Subtitles {
  /** Empty: they cannot be shown yet, and `why_not_shown` says why. */
  name: string;
  language: string;
  label: string;
  forced: boolean;
  why_not_shown: string;
}

export interface Video {
  id: number;
  created_at: string;
  title: string;
  description: string;
  thumbnail_url: string | null;
  category: string;
  /** Seconds. */
  duration: number | null;
  width: number | null;
  height: number | null;
  /** As the film carries it, "FSK 12"; empty: none. */
  rating: string;
  state: VideoState;
  progress: Progress | null;
}

export interface Rendition {
  name: string;
  kind: 'video' | 'audio' | (string & {});
  width: number | null;
  height: number | null;
  /** Bits per second. */
  bandwidth: number | null;
  language: string | null;
  label: string | null;
  /** How much of it is on disk already, 0 to 1. */
  prepared: number;
}

/** One of the files that a film is played from, one after the other; most films have one. */
export interface Part {
  part: number;
  /** Seconds of the film that lie before it. */
  start: number;
  /** Seconds. */
  duration: number;
  playlist_url: string;
  /** Whether its file is there; while it is not, what is prepared plays. */
  ready: boolean;
  /** Its renditions to choose from, by name. */
  pictures: string[];
}

/** A film as one can choose to play it: an edition, or one of several files of it. */
export interface Edition {
  /** "Director’s Cut"; empty: the usual one. */
  edition: string;
  parts: Part[];
  /** WebVTT track of the seek bar's pictures, over all its parts; empty until they are made. */
  thumbnails_url: string;
}

export interface VideoDetail extends Video {
  playlist_url: string;
  /** The one that is played unasked comes first. */
  editions: Edition[];
  renditions: Rendition[];
  subtitles: Subtitles[];
  fanart_url: string;
  original_title: string;
  year: number | null;
  released_on: string | null;
  captured_at: string | null;
  tagline: string;
  genres: Named[];
  tags: Named[];
  people: People;
  collection: Named | null;
  series: Titled | null;
  season_number: number | null;
  episode_number: number | null;
  episode_last: number | null;
  /** The next episode; null: there is none. */
  next: Titled | null;
  in_list: boolean;
  /** true: up, false: down, null: nothing said. */
  thumb: boolean | null;
}

/** One device playing one Video now. */
export interface PlaybackReport {
  /** UUID v4, made once per page view. */
  key: string;
  /** Seconds. */
  position: number;
  rendition: string;
  paused: boolean;
  ended: boolean;
}

/** A library that films can go to. */
export interface Shelf {
  id: number;
  name: string;
  kind: 'films' | 'series' | 'home_videos' | (string & {});
}

/** One film that somebody sends. */
export interface Upload {
  id: string;
  file_name: string;
  /** When the sender's file was changed last, in milliseconds since 1970; null: the client did not say. */
  modified_at: number | null;
  /** Bytes of the whole film, and those that have arrived. */
  size: number;
  offset: number;
  state: 'receiving' | 'received' | 'adding' | 'added' | 'refused';
  /** Why it was refused, or could not be added yet; `code` names the reason as those of an ApiError do, or is empty. */
  reason: string;
  code: string;
  library: number;
  video: number | null;
  expires_at: string;
  created_at: string;
}

export interface Uploads {
  /** The largest film that may be sent now, and the largest part of it, in bytes. */
  max_size: number;
  part_size: number;
  libraries: Shelf[];
  uploads: Upload[];
}
