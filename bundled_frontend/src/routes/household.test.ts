import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, ApiError, type Device, type Profile, type User } from '../api';
import { household } from '../household.svelte';
import { t } from '../i18n/index.svelte';
import { router } from '../router/router.svelte';
import { session } from '../session.svelte';
import DevicesPage from './DevicesPage.svelte';
import JoinPage from './JoinPage.svelte';
import LinkPage from './LinkPage.svelte';
import ProfilePage from './ProfilePage.svelte';

const person = (id: number, name: string, change: Partial<Profile> = {}): Profile => ({
  id,
  name,
  avatar: 'fox',
  colour: 'red',
  is_child: false,
  highest_age: 6,
  shows_unrated: false,
  language: '',
  audio_language: '',
  subtitle_language: '',
  autoplay: true,
  has_pin: false,
  is_current: id === 2,
  ...change,
});
const ALICE = person(1, 'Alice', { has_pin: true });
const BOB = person(2, 'Bob');
const USER: User = { id: 7, email: 'alice@example.org', is_owner: true, may_manage: true, profile: BOB };

vi.setConfig({ testTimeout: 60_000 });

let page: ReturnType<typeof mount> | undefined;

beforeEach(() => {
  vi.spyOn(api, 'profiles').mockResolvedValue([ALICE, BOB]);
  vi.spyOn(api, 'me').mockResolvedValue(USER);
  session.enter(USER);
});

afterEach(() => {
  if (page) void unmount(page);
  page = undefined;
  session.leave();
  household.forget();
  vi.restoreAllMocks();
});

function open(Page: Component<any>, address: string, params = {}): void {
  history.replaceState(null, '', address);
  router.go(address, { replace: true });
  page = mount(Page, { target: document.body, props: { params } });
  flushSync();
}

const eventually = (expectation: () => void) => vi.waitFor(expectation, { timeout: 20_000 });
const text = () => document.body.textContent ?? '';
const labelled = (label: string) => {
  const found = [...document.querySelectorAll('label')].find(({ textContent }) => textContent === label);
  return document.getElementById(found?.htmlFor ?? '') as HTMLInputElement;
};

async function pressable(name: string): Promise<HTMLElement> {
  return vi.waitFor(() => {
    const all = [...document.querySelectorAll<HTMLElement>('[aria-modal] button, button, a')];
    const found = all.find((each) => (each.getAttribute('aria-label') ?? each.textContent ?? '').trim() === name);
    if (!found) throw new Error(`no ${name}`);
    return found;
  }, { timeout: 20_000 }); // prettier-ignore
}

async function press(name: string): Promise<void> {
  (await pressable(name)).click();
  flushSync();
}

function write(label: string, value: string): void {
  labelled(label).value = value;
  labelled(label).dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
}

describe('a profile', () => {
  it('is made for a child, with a PIN', async () => {
    const create = vi.spyOn(api, 'createProfile').mockResolvedValue(person(9, 'Lena'));
    open(ProfilePage, '/profiles/new');
    await pressable(t('app.save'));
    write(t('profile.name'), 'Lena');
    await press(t('avatar.owl'));
    labelled(t('profile.isChild')).click();
    flushSync();
    await press('12');
    await press(t('profile.pinChoose'));
    for (const digit of '4711') await press(digit);
    await press(t('pin.ok'));
    for (const digit of '4711') await press(digit);
    await press(t('pin.ok'));
    await press(t('app.save'));
    await eventually(() => expect(location.pathname).toBe('/profiles/edit'));
    expect(create).toHaveBeenCalledWith(expect.objectContaining({ name: 'Lena', avatar: 'owl', is_child: true, highest_age: 12, pin: '4711' }));
  });

  it('keeps its PIN when something else changes', async () => {
    const change = vi.spyOn(api, 'changeProfile').mockResolvedValue(BOB);
    open(ProfilePage, '/profiles/2', { id: '2' });
    await pressable(t('app.save'));
    write(t('profile.name'), 'Robert');
    await press(t('app.save'));
    await eventually(() => expect(change).toHaveBeenCalledOnce());
    expect(change.mock.calls[0]?.[1]).toMatchObject({ name: 'Robert' });
    expect(change.mock.calls[0]?.[1]).not.toHaveProperty('pin');
    expect(change.mock.calls[0]?.[1]).not.toHaveProperty('password');
  });

  it('of somebody else that is locked opens with the password of the account', async () => {
    const change = vi.spyOn(api, 'changeProfile').mockResolvedValue(ALICE);
    open(ProfilePage, '/profiles/1', { id: '1' });
    await press(t('profile.pinRemove'));
    write(t('profile.password'), 'a long walk by the sea');
    await press(t('app.save'));
    await eventually(() => expect(change).toHaveBeenCalledWith(1, expect.objectContaining({ pin: '', password: 'a long walk by the sea' })));
  });

  it('is deleted only after a question', async () => {
    const remove = vi.spyOn(api, 'deleteProfile').mockRejectedValue(new ApiError(409, '', {}, 'last-profile'));
    open(ProfilePage, '/profiles/2', { id: '2' });
    await press(t('profile.delete'));
    expect(remove).not.toHaveBeenCalled();
    await press(t('profile.deleteAction'));
    await eventually(() => expect(text()).toContain(t('refusal.last-profile')));
    expect(location.pathname).toBe('/profiles/2');
  });

  it('that is gone says so', async () => {
    open(ProfilePage, '/profiles/99', { id: '99' });
    await eventually(() => expect(text()).toContain(t('profile.gone')));
  });
});

describe('letting a device in', () => {
  const WAITING = { name: 'Chrome on Linux', client: 'Chrome on Linux', address: '192.168.1.40', expires_in: 540 };

  it('begins with its code, in any spelling', async () => {
    const find = vi.spyOn(api, 'waitingDevice').mockResolvedValue(WAITING);
    open(LinkPage, '/link');
    write(t('link.code'), 'bcdfghjk');
    expect(labelled(t('link.code')).value).toBe('BCDF-GHJK');
    await press(t('link.next'));
    await eventually(() => expect(text()).toContain('192.168.1.40'));
    expect(find).toHaveBeenCalledWith('BCDF-GHJK');
  });

  it('chooses who watches on it, by their PIN', async () => {
    vi.spyOn(api, 'waitingDevice').mockResolvedValue(WAITING);
    const letIn = vi.spyOn(api, 'letIn').mockResolvedValue();
    open(LinkPage, '/link?code=BCDF-GHJK');
    await press('Alice');
    await press(t('link.letIn'));
    expect(letIn).not.toHaveBeenCalled();
    for (const digit of '4711') await press(digit);
    await press(t('pin.ok'));
    await eventually(() => expect(text()).toContain(t('link.done', { device: 'Chrome on Linux', name: 'Alice' })));
    expect(letIn).toHaveBeenCalledWith('BCDF-GHJK', ALICE.id, '4711');
  });

  it('proposes whoever is watching here, and can be refused', async () => {
    vi.spyOn(api, 'waitingDevice').mockResolvedValue(WAITING);
    const turnAway = vi.spyOn(api, 'turnAway').mockResolvedValue();
    open(LinkPage, '/link?code=BCDF-GHJK');
    expect((await pressable('Bob')).getAttribute('aria-pressed')).toBe('true');
    await press(t('link.turnAway'));
    await eventually(() => expect(text()).toContain(t('link.denied')));
    expect(turnAway).toHaveBeenCalledWith('BCDF-GHJK');
  });

  it('says when nothing waits with that code', async () => {
    vi.spyOn(api, 'waitingDevice').mockRejectedValue(new ApiError(404, ''));
    open(LinkPage, '/link?code=BCDF-GHJK');
    await eventually(() => expect(text()).toContain(t('link.unknown')));
  });
});

describe('devices', () => {
  const device = (id: string, change: Partial<Device> = {}): Device => ({
    id,
    name: '',
    client: 'Chrome on Linux',
    address: null,
    created_at: '2026-03-01T18:00:00Z',
    last_seen_at: '2026-03-04T20:15:00Z',
    profile: null,
    is_current: false,
    ...change,
  });

  beforeEach(() => {
    vi.spyOn(api, 'devices').mockResolvedValue([device('here', { is_current: true }), device('tv', { name: 'Living room' })]);
  });

  it('are signed out after a question, but not the one in the hand', async () => {
    const revoke = vi.spyOn(api, 'revokeDevice').mockResolvedValue();
    open(DevicesPage, '/devices');
    await press(`${t('devices.revoke')}: Living room`);
    expect(document.querySelector(`[aria-label="${t('devices.revoke')}: Chrome on Linux"]`)).toBeNull();
    expect(revoke).not.toHaveBeenCalled();
    await press(t('devices.revoke'));
    await eventually(() => expect(text()).not.toContain('Living room'));
    expect(revoke).toHaveBeenCalledWith('tv');
  });

  it('get names', async () => {
    vi.spyOn(api, 'renameDevice').mockImplementation(async (id, name) => device(id, { name }));
    open(DevicesPage, '/devices');
    await press(`${t('devices.rename')}: Living room`);
    write(t('devices.name'), 'Kitchen');
    await press(t('app.save'));
    await eventually(() => expect(text()).toContain('Kitchen'));
    expect(api.renameDevice).toHaveBeenCalledWith('tv', 'Kitchen');
  });
});

describe('an invitation', () => {
  const fill = () => {
    write(t('form.email'), 'bob@example.org');
    write(t('form.password'), 'a long walk by the sea');
    write(t('form.confirmPassword'), 'a long walk by the sea');
  };

  beforeEach(() => {
    session.leave();
    vi.spyOn(api, 'invitation').mockResolvedValue({ server_name: 'Müllers', expires_at: '2026-03-04T20:15:00Z' });
    vi.spyOn(api, 'register').mockResolvedValue({});
  });

  it('lets in at once', async () => {
    vi.spyOn(api, 'signIn').mockResolvedValue({ user: USER });
    open(JoinPage, '/join/abc', { token: 'abc' });
    await pressable(t('register.action'));
    fill();
    await press(t('register.action'));
    await eventually(() => expect(session.state).toBe('signed-in'));
    expect(api.register).toHaveBeenCalledWith(expect.objectContaining({ email: 'bob@example.org', invitation: 'abc' }));
    expect(location.pathname).toBe('/');
  });

  it('tells nobody that an address has an account already', async () => {
    vi.spyOn(api, 'signIn').mockRejectedValue(new ApiError(401, '', {}, 'sign-in-refused'));
    open(JoinPage, '/join/abc', { token: 'abc' });
    await pressable(t('register.action'));
    fill();
    await press(t('register.action'));
    await eventually(() => expect(text()).toContain(t('register.open')));
    expect(text()).not.toContain(t('refusal.sign-in-refused'));
  });

  it('that has expired says so', async () => {
    vi.mocked(api.invitation).mockRejectedValue(new ApiError(400, '', {}, 'invitation-invalid'));
    open(JoinPage, '/join/abc', { token: 'abc' });
    await eventually(() => expect(text()).toContain(t('join.failed')));
  });
});
