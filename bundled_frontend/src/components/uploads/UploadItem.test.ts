import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, type Upload } from '../../api';
import { language } from '../../i18n/index.svelte';
import { Entry } from '../../uploads/entry.svelte';
import UploadItem from './UploadItem.svelte';

let item: ReturnType<typeof mount> | undefined;

function show(entry: Entry): void {
  const nothing = () => undefined;
  item = mount(UploadItem, { target: document.body, props: { entry, onpause: nothing, onresume: nothing, oncancel: nothing } });
  flushSync();
}

/** As people read it: spaces that hold words together are spaces. */
function facts(): string {
  flushSync();
  return (document.querySelector('.facts')?.textContent ?? '').replace(/\s/g, ' ');
}

const said = () => document.querySelector('[role="status"]')?.textContent ?? '';

function told(change: Partial<Upload>): Entry {
  const known = { modified_at: 7, size: 4e9, offset: 4e9, state: 'refused', reason: '', code: '', library: 1, video: null } as const;
  return Entry.ofUpload({ id: 'u1', file_name: 'a.mkv', ...known, expires_at: '', created_at: '', ...change });
}

function film(size: number): File {
  return Object.defineProperty(new File([], 'a.mkv', { lastModified: 7 }), 'size', { value: size });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});

afterEach(() => {
  if (item) void unmount(item);
  item = undefined;
  vi.useRealTimers();
  language.use('en');
});

describe('a film on its way', () => {
  function sendFor(seconds: number, perSecond: number): Entry {
    const entry = Entry.ofFile(film(4e9), 1);
    show(entry);
    expect(facts()).toBe('0 bytes of 4 GB');
    entry.state = 'sending';
    for (let second = 0; second <= seconds; second += 1) {
      entry.progress(second * perSecond);
      vi.setSystemTime(Date.now() + 1000);
    }
    return entry;
  }

  it('shows how fast it goes, and when it will be there', () => {
    const entry = sendFor(40, 25e6);
    expect(facts()).toBe('1 GB of 4 GB · 25 MB/s · 2 min left');
    expect(document.querySelector('[role="progressbar"]')?.getAttribute('aria-valuenow')).toBe('25');
    entry.rest('paused');
    expect(facts()).toBe('1 GB of 4 GB');
    entry.state = 'sending';
    entry.progress(1e9);
    expect(facts(), 'the break is no slowness').toBe('1 GB of 4 GB');
  });

  it('shows it in German', () => {
    language.use('de');
    const entry = Entry.ofFile(film(4e9), 1);
    show(entry);
    entry.state = 'sending';
    entry.progress(0);
    vi.setSystemTime(Date.now() + 2000);
    entry.progress(5e6);
    expect(facts()).toBe('5 MB von 4 GB · 3 MB/s · noch 27 Min.');
  });
});

describe('why a film is not taken', () => {
  it.each([
    ['what the film is', { reason: 'A part of the file is missing: copy or download it again.', code: 'breaks-off' }, 'Ein Teil der Datei fehlt'],
    ['what passes', { state: 'received', reason: 'It cannot be added yet: the disk is full.', code: 'put-off' }, 'Es wird wieder versucht.'],
    ['what we have no words for', { reason: 'Odd.', code: '' }, 'Odd.'],
    ['what a newer server says', { reason: 'Odd.', code: 'odd' }, 'Odd.'],
  ] as const)('is said in the language of who looks: %s', (_, change, words) => {
    language.use('de');
    show(told(change));
    expect(said()).toContain(words);
  });

  it.each([
    ['no-room', 'There is not enough room', 'nicht genug Platz'],
    ['over-quota', 'larger than what you may still upload', 'größer als das, was du noch hochladen darfst'],
    ['no-film', 'This is no film', 'kein Film, den Videoflix kennt'],
    ['empty-film', 'This file is empty', 'Diese Datei ist leer'],
    ['disk-full', 'is full. Go on when', 'ist voll. Mach weiter'],
  ])('follows them when they choose another: %s', (code, english, german) => {
    const entry = Entry.ofFile(film(4e9), 1);
    entry.refusal = new ApiError(413, 'The server’s own sentence.', {}, code);
    show(entry);
    expect(said()).toContain(english);
    language.use('de');
    flushSync();
    expect(said()).toContain(german);
  });

  it('is not said while nothing is against it', () => {
    show(told({ state: 'added', video: 3 }));
    expect(said().trim()).toBe('In the library');
  });
});
