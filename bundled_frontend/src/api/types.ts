/** The shapes that the server answers with (names as in docs/glossary.md). */

export interface User {
  id: number;
  email: string;
  is_owner: boolean;
}

export interface SignIn {
  user: User;
}

export interface Setup {
  owner_exists: boolean;
  server_name: string;
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
}

export interface NewPassword {
  new_password: string;
  confirm_password: string;
}

/** `ready` plays; the other states say why not. More states may come: treat an unknown one as not ready. */
export type VideoState = 'ready' | 'missing' | 'failed' | (string & {});

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
  state: VideoState;
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

export interface VideoDetail extends Video {
  playlist_url: string;
  renditions: Rendition[];
  /** WebVTT track of the seek bar's pictures; empty until they are made. */
  thumbnails_url: string;
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
