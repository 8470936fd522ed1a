import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, ApiError, type Upload, type Uploads, type User } from '../api';
import AccountMenu from '../components/AccountMenu.svelte';
import { language } from '../i18n/index.svelte';
import { session } from '../session.svelte';
import { uploads } from '../uploads/uploads.svelte';
import UploadPage from './UploadPage.svelte';

vi.setConfig({ testTimeout: 60_000 });

let page: ReturnType<typeof mount> | undefined;

const eventually = (expectation: () => void) => vi.waitFor(expectation, { timeout: 20_000 });
const text = () => document.body.textContent ?? '';
const BOB: User = { id: 7, email: 'bob@example.org', is_owner: false, may_manage: true, profile: null };

function upload(name: string, change: Partial<Upload>): Upload {
  const told = { file_name: name, modified_at: 7, size: 4e9, offset: 1e9, state: 'receiving', reason: '', code: '', library: 1, video: null } as const;
  return { id: name, ...told, expires_at: '', created_at: '', ...change };
}

function known(all: Upload[] = [], shelves = ['Films']): void {
  const libraries = shelves.map((name, index) => ({ id: index + 1, name, kind: 'films' }));
  vi.spyOn(api, 'uploads').mockResolvedValue({ max_size: 9e9, part_size: 16 * 1024 ** 2, libraries, uploads: all } satisfies Uploads);
}

function open(): void {
  page = mount(UploadPage, { target: document.body });
  flushSync();
}

beforeEach(() => {
  history.replaceState(null, '', '/upload');
  session.membersUpload = true;
  session.enter(BOB);
});

afterEach(() => {
  if (page) void unmount(page);
  page = undefined;
  session.leave();
  session.membersUpload = false;
  vi.restoreAllMocks();
  language.use('en');
});

describe('the page of uploads', () => {
  it('asks where to, when there is a choice', async () => {
    known([], ['Films', 'Home videos']);
    open();
    await eventually(() => expect(text()).toContain('Home videos'));
    const pressed = () => document.querySelector('[aria-pressed="true"]')?.textContent;
    expect(pressed()).toBe('Films');
    const [, second] = document.querySelectorAll<HTMLElement>('[aria-pressed]');
    second?.click();
    flushSync();
    expect(pressed()).toBe('Home videos');
  });

  it('does not ask when there is none', async () => {
    known();
    open();
    await eventually(() => expect(text()).toContain('Drop films here'));
    expect(document.querySelector('[aria-pressed]')).toBeNull();
  });

  it('shows how far everything is', async () => {
    known([
      upload('new.mkv', {}),
      upload('bad.mkv', { state: 'refused', reason: 'There is no picture in this file.' }),
      upload('old.mkv', { state: 'added', offset: 4e9, video: 12 }),
    ]);
    open();
    await eventually(() => expect(text()).toContain('1 GB of 4 GB'));
    const bars = [...document.querySelectorAll('[role="progressbar"]')];
    expect(bars.map((bar) => bar.getAttribute('aria-valuenow'))).toEqual(['25']);
    expect(text()).toContain('choose the same file again');
    expect(text()).toContain('There is no picture in this file.');
    expect(document.querySelector('a[href="/watch/12"]')).not.toBeNull();
  });

  it('says so in German', async () => {
    language.use('de');
    known([upload('neu.mkv', { offset: 1_500_000_000 })]);
    open();
    await eventually(() => expect(text()).toMatch(/1,5\sGB von 4\sGB/));
  });

  it('tells whoever may not, and asks again', async () => {
    const asked = vi.spyOn(api, 'uploads').mockRejectedValue(new ApiError(403, '', {}, 'may-not-upload'));
    open();
    await eventually(() => expect(text()).toContain('Only the owner adds films here.'));
    asked.mockRestore();
    known();
    [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Try again')?.click();
    await eventually(() => expect(text()).toContain('Drop films here'));
  });

  it('keeps what it shows when cancelling fails', async () => {
    known([upload('new.mkv', {})]);
    open();
    await eventually(() => expect(text()).toContain('new.mkv'));
    vi.spyOn(uploads, 'cancel').mockRejectedValue(new ApiError(0, ''));
    document.querySelector<HTMLElement>('[aria-label="Cancel: new.mkv"]')?.click();
    await eventually(() => expect(document.querySelector('[role="alert"]')?.textContent).toContain('switched on'));
    expect(text()).toContain('new.mkv');
  });
});

describe('the way there', () => {
  it.each([
    ['the owner', { is_owner: true }, false, true],
    ['a member', {}, false, false],
    ['a member whom the owner lets', {}, true, true],
    ['a child', { may_manage: false }, true, false],
    ["the owner's child", { is_owner: true, may_manage: false }, true, false],
  ])('is in the menu of %s, or not', (_, change, membersUpload, shown) => {
    session.membersUpload = membersUpload;
    session.enter({ ...BOB, ...change });
    page = mount(AccountMenu, { target: document.body });
    flushSync();
    document.querySelector<HTMLElement>('.opener')?.click();
    flushSync();
    expect(document.querySelector('a[href="/upload"]') !== null).toBe(shown);
  });
});
