import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import App from './App.svelte';
import { api, ApiError, client, type Profile, type Setup, type User } from './api';
import { household } from './household.svelte';
import { t } from './i18n/index.svelte';
import { library } from './library.svelte';
import { router } from './router/router.svelte';
import { session } from './session.svelte';

const person = (id: number, name: string, change: Partial<Profile> = {}) =>
  ({ id, name, avatar: 'fox', colour: 'blue', is_child: false, has_pin: false, language: '', audio_language: '', subtitle_language: '', ...change }) as Profile;
const ALICE = person(1, 'Alice', { has_pin: true });
const BOB = person(2, 'Bob');
const LENA = person(3, 'Lena', { is_child: true });

vi.setConfig({ testTimeout: 60_000 }); // pages are loaded, and compiled, on the way

let app: ReturnType<typeof mount> | undefined;
/** Who the server says is watching; undefined: nobody is signed in. */
let watching: Profile | null | undefined;
/** What it says of somebody who has not been chosen yet: whether anyone but a child can be without a PIN. */
let open: boolean;

beforeEach(() => {
  open = true;
  const user = (): User => ({ id: 7, email: 'alice@example.org', is_owner: true, may_manage: watching ? !watching.is_child : open, profile: watching ?? null });
  vi.spyOn(window, 'scrollTo').mockImplementation(() => undefined);
  vi.spyOn(api, 'setup').mockImplementation(async () => {
    const session: Setup['session'] = watching === undefined ? 'none' : 'active';
    return { owner_exists: true, server_name: 'Videoflix', registration: 'approve', members_upload: false, session };
  });
  vi.spyOn(api, 'me').mockImplementation(async () => user());
  vi.spyOn(api, 'home').mockResolvedValue([]);
  vi.spyOn(api, 'search').mockResolvedValue({ videos: [], series: [], episodes: [] });
  vi.spyOn(api, 'profiles').mockResolvedValue([ALICE, BOB, LENA]);
  vi.spyOn(api, 'chooseProfile').mockImplementation(async (id, pin) => {
    if (id === ALICE.id && pin !== '4711') throw new ApiError(403, '', {}, 'pin-refused');
    return (watching = [ALICE, BOB, LENA].find((each) => each.id === id) as Profile);
  });
});

afterEach(() => {
  if (app) void unmount(app);
  app = undefined;
  session.leave();
  session.state = 'starting';
  library.forget();
  household.forget();
  vi.restoreAllMocks();
});

function visit(address: string, as: Profile | null | undefined): void {
  watching = as;
  history.replaceState(null, '', address);
  router.go(address, { replace: true });
  app = mount(App, { target: document.body });
  flushSync();
}

const here = () => location.pathname + location.search;
const heading = () => document.querySelector('h1')?.textContent;
const pressable = (text: string) => [...document.querySelectorAll<HTMLElement>('button, a')].find((each) => each.textContent?.includes(text));
const eventually = (expectation: () => void) => vi.waitFor(expectation, { timeout: 20_000 });

describe('an address', () => {
  it('with another query leaves the focus, and where the page is scrolled to', async () => {
    vi.spyOn(api, 'allSeries').mockResolvedValue([]);
    visit('/search', BOB);
    await eventually(() => expect(heading()).toBe(t('nav.search')));
    router.go('/series');
    await eventually(() => expect(document.activeElement?.textContent).toBe(t('nav.series')));
    const button = pressable(t('order.title')) as HTMLElement;
    button.focus();
    vi.mocked(window.scrollTo).mockClear();
    button.click();
    await eventually(() => expect(api.allSeries).toHaveBeenLastCalledWith(0, 'title'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([here(), document.activeElement]).toEqual(['/series?order=title', button]);
    expect(window.scrollTo).not.toHaveBeenCalled();
  });

  it('asks a stranger to sign in first', async () => {
    visit('/watch/3', undefined);
    await eventually(() => expect(heading()).toBe(t('signIn.title')));
    expect(here()).toBe('/sign-in?next=%2Fwatch%2F3');
  });

  it('asks first who is watching, when nobody has said so', async () => {
    visit('/genre/3?x=1', null);
    await eventually(() => expect(heading()).toBe(t('profiles.who')));
    expect(here()).toBe('/profiles?next=%2Fgenre%2F3%3Fx%3D1');
  });

  it('of a phone that lets a TV in needs nobody to watch', async () => {
    visit('/link', null);
    await eventually(() => expect(heading()).toBe(t('link.title')));
  });

  it('of a phone asks who is watching, when that might be a child', async () => {
    open = false;
    visit('/link?code=BCDF-GHJK', null);
    await eventually(() => expect(heading()).toBe(t('profiles.who')));
    expect(here()).toBe(`/profiles?next=${encodeURIComponent('/link?code=BCDF-GHJK')}`);
    expect(pressable(t('profiles.manage'))).toBeUndefined();
  });

  it.each(['/devices', '/account', '/link', '/profiles/edit', '/profiles/2', '/profiles/new'])('%s is not for children', async (address) => {
    visit(address, LENA);
    await eventually(() => expect(heading()).toBe(t('profiles.grownUpsTitle')));
    expect(pressable(t('profiles.switch'))?.getAttribute('href')).toBe('/profiles');
  });
});

describe('who is watching', () => {
  it('is chosen, and leads on to where somebody was going', async () => {
    visit('/profiles?next=%2Fsearch%3Fq%3Dbunny', null);
    await eventually(() => expect(pressable('Bob')).toBeDefined());
    pressable('Bob')?.click();
    await eventually(() => expect(here()).toBe('/search?q=bunny'));
    expect(session.profile?.name).toBe('Bob');
  });

  it('proves it with a PIN', async () => {
    visit('/profiles', null);
    await eventually(() => expect(pressable('Alice')).toBeDefined());
    pressable('Alice')?.click();
    flushSync();
    expect(document.querySelector('[role="dialog"]')?.getAttribute('aria-label')).toContain('Alice');
    for (const digit of '0000') pressable(digit)?.click();
    pressable(t('pin.ok'))?.click();
    await eventually(() => expect(document.querySelector('[role="dialog"] [role="alert"]')?.textContent).toBe(t('refusal.pin-refused')));
    expect(session.profile).toBeNull();
    for (const digit of '4711') pressable(digit)?.click();
    pressable(t('pin.ok'))?.click();
    await eventually(() => expect(here()).toBe('/'));
    expect(session.profile?.name).toBe('Alice');
  });

  it('needs no PIN to go on as they are', async () => {
    visit('/profiles', ALICE);
    await eventually(() => expect(pressable('Alice')).toBeDefined());
    pressable('Alice')?.click();
    await eventually(() => expect(here()).toBe('/'));
    expect(api.chooseProfile).not.toHaveBeenCalled();
  });

  it('may be a child, who manages no profiles', async () => {
    visit('/profiles', LENA);
    await eventually(() => expect(pressable('Bob')).toBeDefined());
    expect(pressable(t('profiles.manage'))).toBeUndefined();
  });
});

describe('a refusal because nobody watches any more', () => {
  it('leads to who is watching, and back', async () => {
    vi.spyOn(api, 'history').mockResolvedValue([]);
    visit('/history', BOB);
    await eventually(() => expect(heading()).toBe(t('history.title')));
    client.hooks.onProfileWanted();
    await eventually(() => expect(heading()).toBe(t('profiles.who')));
    expect(here()).toBe('/profiles?next=%2Fhistory');
    await eventually(() => expect(pressable('Lena')).toBeDefined());
    pressable('Lena')?.click();
    await eventually(() => expect(here()).toBe('/history'));
  });
});

describe('the menu', () => {
  async function entries(as: Profile): Promise<(string | null)[]> {
    visit('/', as);
    await eventually(() => expect(document.querySelector('header .opener')).not.toBeNull());
    document.querySelector<HTMLElement>('header .opener')?.click();
    flushSync();
    return [...document.querySelectorAll('.menu .entry')].map(({ textContent }) => textContent);
  }

  it('of the owner leads everywhere', async () => {
    const all = ['history.title', 'profiles.switch', 'devices.title', 'app.account', 'upload.title', 'app.manageLibrary', 'app.signOut'] as const;
    expect(await entries(BOB)).toEqual(all.map((key) => t(key)));
  });

  it('of a child leads to other profiles and out', async () => {
    expect(await entries(LENA)).toEqual([t('history.title'), t('profiles.switch'), t('app.signOut')]);
  });
});
