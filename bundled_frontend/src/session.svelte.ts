import { api, ApiError, client, type Profile, type ProfileSettings, type Registration, type Setup, type User } from './api';
import { household } from './household.svelte';
import { language } from './i18n/index.svelte';
import { library } from './library.svelte';
import { uploads } from './uploads/uploads.svelte';

/**
 * `starting`: not asked yet. `unreachable`: the server does not answer. `being-set-up`: nobody owns this Videoflix
 * yet. Otherwise somebody is signed in, or nobody is.
 */
export type SessionState = 'starting' | 'unreachable' | 'being-set-up' | 'signed-out' | 'signed-in';

/** What the player remembers for a person. */
type Habits = Pick<ProfileSettings, 'audio_language' | 'subtitle_language' | 'autoplay'>;

/** Who is watching. */
class Session {
  state: SessionState = $state('starting');
  user: User | null = $state.raw(null);
  serverName: string = $state('Videoflix');
  registration: Registration = $state('approve');
  membersUpload: boolean = $state(false);

  get profile(): Profile | null {
    return this.user?.profile ?? null;
  }

  /** Signed in, and nobody has said yet who is watching. */
  get mustChoose(): boolean {
    return this.state === 'signed-in' && this.profile === null;
  }

  /** Whether they may change who watches and what is signed in: no child, nor somebody who may be one. */
  get isGrownUp(): boolean {
    return this.user?.may_manage ?? false;
  }

  get managesLibrary(): boolean {
    return this.isGrownUp && (this.user?.is_owner ?? false);
  }

  /** Whether they bring films in; the server has the last word. */
  get mayUpload(): boolean {
    return this.isGrownUp && (this.membersUpload || (this.user?.is_owner ?? false));
  }

  async start(): Promise<void> {
    this.state = 'starting';
    try {
      const setup = await api.setup();
      const user = await this.#whoAmI(setup.session);
      this.serverName = setup.server_name || 'Videoflix';
      this.registration = setup.registration;
      this.membersUpload = setup.members_upload;
      if (user) this.enter(user);
      else this.state = setup.owner_exists ? 'signed-out' : 'being-set-up';
    } catch {
      this.state = 'unreachable';
    }
  }

  enter(user: User): void {
    this.user = user;
    this.state = 'signed-in';
    if (!this.mayUpload) uploads.forget();
    language.follow(user.profile?.language ?? '');
  }

  leave(): void {
    this.user = null;
    library.forget();
    household.forget();
    uploads.forget();
    language.follow('');
    if (this.state === 'signed-in') this.state = 'signed-out';
  }

  async signOut(): Promise<void> {
    await api.signOut();
    this.leave();
  }

  /** Nobody is known to watch any more: their profile was deleted elsewhere. They choose anew, and come back. */
  forgetProfile(): void {
    if (this.user) this.enter({ ...this.user, profile: null });
  }

  /** Another person sits down before this device. */
  async watchAs(profile: Profile, pin?: string): Promise<void> {
    await api.chooseProfile(profile.id, pin);
    await this.refresh();
  }

  /** Who is watching has changed, or something about them: what they may see and do, their language. */
  async refresh(): Promise<void> {
    const user = await api.me();
    library.forget();
    this.enter(user);
  }

  /** What somebody chose in the player holds for the next film, too; on their other devices unless they are a child. */
  remember(habits: Partial<Habits>): void {
    const { user, profile } = this;
    if (!user || !profile) return;
    this.user = { ...user, profile: { ...profile, ...habits } };
    if (user.may_manage) api.changeProfile(profile.id, habits).catch(() => undefined); // no reason to trouble anyone
  }

  /** Asks only what will be answered: a refusal would stand in the browser's console as an error. */
  async #whoAmI(cookies: Setup['session']): Promise<User | null> {
    if (cookies === 'none') return null;
    try {
      if (cookies === 'renewable' && !(await client.renew())) return null;
      return await api.me();
    } catch (error) {
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) return null;
      throw error;
    }
  }
}

export const session = new Session();
client.hooks.onSignedOut = () => session.leave();
client.hooks.onProfileWanted = () => session.forgetProfile();
client.hooks.language = () => language.current;
