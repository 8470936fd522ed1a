/** Everything the pages ask of the server. The only folder that calls `fetch`. */

import { Client } from './client';
import type {
  Credentials,
  Device,
  House,
  Invitation,
  Message,
  NewAccount,
  NewPassword,
  Pairing,
  PasswordChange,
  PlaybackReport,
  Profile,
  ProfileChange,
  Setup,
  SignIn,
  Uploads,
  User,
  Video,
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

  videos: async () => (await client.get<Video[]>('/api/video/')).map(withLocalThumbnail),
  video: async (id: number) => withLocalThumbnail(await client.get<VideoDetail>(`/api/video/${id}/`)),
  reportPlayback: (videoId: number, report: PlaybackReport) =>
    // Keepalive always: the last report is sent while the page goes away.
    client.post<void>(`/api/video/${videoId}/playback/`, report, { keepalive: true }),
};

/** The playlist that carries one rendition alone. */
export function renditionPlaylistUrl(videoId: number, rendition: string): string {
  return `/api/video/${videoId}/${part(rendition)}/index.m3u8`;
}

/**
 * The thumbnail's address without its origin. It is absolute, for clients elsewhere, and behind a proxy the server may
 * not know what its own address looks like from here; the Content-Security-Policy would refuse a picture from there.
 */
function withLocalThumbnail<T extends Video>(video: T): T {
  if (!video.thumbnail_url) return video;
  const { pathname, search } = new URL(video.thumbnail_url, location.href);
  return { ...video, thumbnail_url: pathname + search };
}

function part(text: string): string {
  return encodeURIComponent(text);
}
