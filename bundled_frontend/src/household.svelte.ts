import { api, ApiError, type AvatarName, type Colour, type Profile } from './api';

export const AVATARS: readonly AvatarName[] = ['fox', 'owl', 'bear', 'cat', 'whale', 'robot', 'rocket', 'cactus'];
export const COLOURS: readonly Colour[] = ['red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink'];

/** As many as an account may have; one drawing for each. */
export const MOST_PROFILES = AVATARS.length;

/** The people of the account, kept between visits to the pages that show them. */
class Household {
  profiles: readonly Profile[] | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);

  /** Ask the server; what was known stays on the screen meanwhile. */
  async refresh(): Promise<void> {
    this.error = null;
    try {
      this.profiles = await api.profiles();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
    }
  }

  /** Another account has other people. */
  forget(): void {
    this.profiles = null;
  }
}

export const household = new Household();

/** A drawing and a colour for a new person that nobody has yet. */
export function freshLooks(others: readonly Pick<Profile, 'avatar' | 'colour'>[]): Pick<Profile, 'avatar' | 'colour'> {
  const avatar = AVATARS.find((name) => others.every((other) => other.avatar !== name)) ?? 'fox';
  const colour = COLOURS.find((name) => others.every((other) => other.colour !== name)) ?? 'red';
  return { avatar, colour };
}
