import { api, ApiError, client, type Setup, type User } from './api';
import { language } from './i18n/index.svelte';
import { library } from './library.svelte';

/**
 * `starting`: not asked yet. `unreachable`: the server does not answer. `being-set-up`: nobody owns this Videoflix
 * yet. Otherwise somebody is signed in, or nobody is.
 */
export type SessionState = 'starting' | 'unreachable' | 'being-set-up' | 'signed-out' | 'signed-in';

/** Who is watching. */
class Session {
  state: SessionState = $state('starting');
  user: User | null = $state.raw(null);
  serverName: string = $state('Videoflix');

  async start(): Promise<void> {
    this.state = 'starting';
    try {
      const setup = await api.setup();
      const user = await this.#whoAmI(setup.session);
      this.serverName = setup.server_name || 'Videoflix';
      if (user) this.enter(user);
      else this.state = setup.owner_exists ? 'signed-out' : 'being-set-up';
    } catch {
      this.state = 'unreachable';
    }
  }

  enter(user: User): void {
    this.user = user;
    this.state = 'signed-in';
  }

  leave(): void {
    this.user = null;
    library.forget();
    if (this.state === 'signed-in') this.state = 'signed-out';
  }

  async signOut(): Promise<void> {
    await api.signOut();
    this.leave();
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
client.hooks.language = () => language.current;
