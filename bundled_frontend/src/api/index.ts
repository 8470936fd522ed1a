/** Everything the pages ask of the server. The only folder that calls `fetch`. */

import { Client } from './client';
import type {
  Card,
  Collection,
  CollectionOnShelf,
  Credentials,
  Device,
  Found,
  Genre,
  House,
  Invitation,
  Message,
  NewAccount,
  NewPassword,
  Order,
  Pairing,
  PasswordChange,
  PlaybackReport,
  Played,
  Profile,
  ProfileChange,
  Progress,
  Row,
  SeriesDetail,
  Setup,
  SignIn,
  TitlesPage,
  Uploads,
  User,
  VideoDetail,
  WaitingDevice,
} from './types';

export { ApiError } from './errors';
export type { FieldErrors } from './errors';
export type * from './types';

export const client = new Client();

const anonymous = { anonymous: true };

export const api = {
  setup: () => client.get<Setup>('/api/setup/', anonymous),
  createOwner: (secret: string, account: NewAccount, lan: boolean) =>
    client.post<SignIn>('/api/setup/', { secret, ...account, lan }, anonymous),
  provePresence: (secret: string) => client.post<SignIn>('/api/auth/presence/', { secret }, anonymous),

  house: () => client.get<House>('/api/house/'),

  me: () => client.get<User>('/api/auth/me/'),
  signIn: (credentials: Credentials) => client.post<SignIn>('/api/auth/login/', credentials, anonymous),
  signOut: () => client.post<unknown>('/api/auth/logout/', {}, anonymous),
  register: (account: NewAccount) => client.post<unknown>('/api/auth/register/', account, anonymous),
  activate: (uid: string, token: string) => client.get<Message>(`/api/activate/${part(uid)}/${part(token)}/`, anonymous),
  askForNewPassword: (email: string) => client.post<Message>('/api/password_reset/', { email }, anonymous),
  setNewPassword: (uid: string, token: string, passwords: NewPassword) =>
    client.post<Message>(`/api/password_confirm/${part(uid)}/${part(token)}/`, passwords, anonymous),
  invitation: (token: string) => client.get<Invitation>(`/api/invitations/${part(token)}/`, anonymous),

  changePassword: (change: PasswordChange) => client.post<unknown>('/api/auth/password/', change),
  signOutEverywhere: () => client.post<unknown>('/api/auth/sign-out-everywhere/', {}),

  profiles: () => client.get<Profile[]>('/api/profiles/'),
  createProfile: (profile: ProfileChange) => client.post<Profile>('/api/profiles/', profile),
  changeProfile: (id: number, change: ProfileChange) =>
    // Keepalive, because the player changes it too, and people leave the player.
    client.patch<Profile>(`/api/profiles/${id}/`, change, { keepalive: true }),
  deleteProfile: (id: number, password?: string) => client.delete(`/api/profiles/${id}/`, password ? { password } : {}),
  chooseProfile: (id: number, pin?: string) => client.post<Profile>(`/api/profiles/${id}/choose/`, pin ? { pin } : {}),

  devices: () => client.get<Device[]>('/api/devices/'),
  renameDevice: (id: string, name: string) => client.patch<Device>(`/api/devices/${part(id)}/`, { name }),
  revokeDevice: (id: string) => client.delete(`/api/devices/${part(id)}/`),

  askToPair: (name: string) => client.post<Pairing>('/api/devices/pairing/', { name }, anonymous),
  pairedSignIn: (deviceCode: string) => client.post<SignIn>('/api/devices/pairing/token/', { device_code: deviceCode }, anonymous),
  waitingDevice: (userCode: string) => client.get<WaitingDevice>(`/api/devices/pairing/${part(userCode)}/`),
  letIn: (userCode: string, profile: number, pin?: string) =>
    client.post<void>(`/api/devices/pairing/${part(userCode)}/approve/`, pin ? { profile, pin } : { profile }),
  turnAway: (userCode: string) => client.post<void>(`/api/devices/pairing/${part(userCode)}/deny/`, {}),

  uploads: () => client.get<Uploads>('/api/uploads/'),

  home: async () => withLocalPictures(await client.get<{ rows: Row[] }>('/api/home/')).rows,
  video: async (id: number) => withLocalPictures(await client.get<VideoDetail>(`/api/video/${id}/`)),
  allSeries: async (offset: number, order: Order) => withLocalPictures(await client.get<Card[]>(`/api/series/?${page(offset)}&order=${order}`)),
  series: async (id: number) => withLocalPictures(await client.get<SeriesDetail>(`/api/series/${id}/`)),
  genres: () => client.get<Genre[]>('/api/genres/'),
  genre: async (id: number, offset: number, order: Order) =>
    withLocalPictures(await client.get<TitlesPage>(`/api/genres/${id}/?${page(offset)}&order=${order}`)),
  tag: async (id: number, offset: number, order: Order) =>
    withLocalPictures(await client.get<TitlesPage>(`/api/tags/${id}/?${page(offset)}&order=${order}`)),
  collections: async () => withLocalPictures(await client.get<CollectionOnShelf[]>('/api/collections/')),
  collection: async (id: number) => withLocalPictures(await client.get<Collection>(`/api/collections/${id}/`)),
  search: async (text: string) => withLocalPictures(await client.get<Found>(`/api/search/?q=${part(text)}`)),

  myList: async (offset: number) => withLocalPictures(await client.get<Card[]>(`/api/list/?${page(offset)}`)),
  putOnList: (id: number) => client.put<void>(`/api/list/${id}/`),
  takeOffList: (id: number) => client.delete(`/api/list/${id}/`),
  history: async (offset: number) => withLocalPictures(await client.get<Played[]>(`/api/history/?${page(offset)}`)),
  putAside: (id: number) => client.delete(`/api/history/${id}/`),
  setThumb: (id: number, up: boolean | null) => client.put<unknown>(`/api/video/${id}/thumb/`, { up }),
  setWatched: (id: number, watched: boolean) => client.put<Progress>(`/api/video/${id}/progress/`, { watched }),
  /** Without a season: all of them. */
  setSeriesWatched: (id: number, watched: boolean, season?: number) =>
    client.put<void>(`/api/series/${id}/watched/`, season === undefined ? { watched } : { watched, season }),

  reportPlayback: (videoId: number, report: PlaybackReport) =>
    // Keepalive always: the last report is sent while the page goes away.
    client.post<void>(`/api/video/${videoId}/playback/`, report, { keepalive: true }),
};

/** The playlist that carries one rendition alone. */
export function renditionPlaylistUrl(videoId: number, rendition: string): string {
  return `/api/video/${videoId}/${part(rendition)}/index.m3u8`;
}

/** As many titles as a page of a long list has. */
export const PAGE = 60;

function page(offset: number): string {
  return `limit=${PAGE}&offset=${offset}`;
}

const PICTURES = ['thumbnail_url', 'fanart_url'];

/**
 * The same with addresses of pictures without their origin. They are absolute, for clients elsewhere, and behind a proxy
 * the server may not know what its own address looks like from here; the Content-Security-Policy would refuse pictures
 * from there.
 */
function withLocalPictures<T>(answer: T): T {
  if (Array.isArray(answer)) return answer.map(withLocalPictures) as T;
  if (typeof answer !== 'object' || answer === null) return answer;
  const entries = Object.entries(answer).map(([name, value]) => [name, PICTURES.includes(name) ? local(value) : withLocalPictures(value)]);
  return Object.fromEntries(entries) as T;
}

function local(address: unknown): unknown {
  if (typeof address !== 'string' || !address) return address;
  const { pathname, search } = new URL(address, location.href);
  return pathname + search;
}

function part(text: string): string {
  return encodeURIComponent(text);
}
