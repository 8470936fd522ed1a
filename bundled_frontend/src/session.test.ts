import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, type Profile, type User } from './api';
import { household } from './household.svelte';
import { language } from './i18n/index.svelte';
import { library } from './library.svelte';
import { session } from './session.svelte';

const profile = (change: Partial<Profile> = {}) => ({ id: 1, name: 'Alice', is_child: false, language: '', audio_language: '', subtitle_language: '', ...change }) as Profile;
const user = (watching: Profile | null): User => ({ id: 7, email: 'alice@example.org', is_owner: true, may_manage: true, profile: watching });

beforeEach(() => language.use('en'));

afterEach(() => {
  vi.restoreAllMocks();
  session.leave();
});

describe('who is watching', () => {
  it('has to be chosen when nobody is', () => {
    expect(session.mustChoose).toBe(false);
    session.enter(user(null));
    expect(session.mustChoose).toBe(true);
    session.enter(user(profile()));
    expect(session.mustChoose).toBe(false);
  });

  it('changes what there is to watch', async () => {
    session.enter(user(profile()));
    vi.spyOn(api, 'home').mockResolvedValue([]);
    await library.refresh();
    const choose = vi.spyOn(api, 'chooseProfile').mockResolvedValue(profile({ id: 2 }));
    vi.spyOn(api, 'me').mockResolvedValue({ ...user(profile({ id: 2, is_child: true })), may_manage: false });
    await session.watchAs(profile({ id: 2 }), '1234');
    expect(choose).toHaveBeenCalledWith(2, '1234');
    expect(session.isGrownUp).toBe(false);
    expect(session.managesLibrary).toBe(false);
    expect(library.rows).toBeNull();
  });

  it('decides the language, and leaves it to the device again', () => {
    session.enter(user(profile({ language: 'de' })));
    expect(language.current).toBe('de');
    session.enter(user(profile({ language: '' })));
    expect(language.current).toBe('en');
    session.enter(user(profile({ language: 'de' })));
    session.leave();
    expect(language.current).toBe('en');
    expect(localStorage.getItem('videoflix.language')).toBe('en');
  });

  it('is forgotten with the sign-in', () => {
    session.enter(user(profile()));
    household.profiles = [profile()];
    session.leave();
    expect(session.profile).toBeNull();
    expect(household.profiles).toBeNull();
  });
});

describe('what somebody chose in the player', () => {
  it('is remembered, for their other devices too', () => {
    const change = vi.spyOn(api, 'changeProfile').mockRejectedValue(new Error('out of reach'));
    session.enter(user(profile()));
    session.remember({ subtitle_language: 'de' });
    expect(session.profile?.subtitle_language).toBe('de');
    expect(change).toHaveBeenCalledWith(1, { subtitle_language: 'de' });
  });

  it('is remembered for a child on this device only, who may change no profile', () => {
    const change = vi.spyOn(api, 'changeProfile');
    session.enter({ ...user(profile({ is_child: true })), may_manage: false });
    session.remember({ audio_language: 'fr' });
    expect(session.profile?.audio_language).toBe('fr');
    expect(change).not.toHaveBeenCalled();
  });

  it('is not remembered for nobody', () => {
    session.enter(user(null));
    session.remember({ audio_language: 'fr' });
    expect(session.profile).toBeNull();
  });
});
