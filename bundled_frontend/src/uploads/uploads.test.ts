import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, ApiError, type Upload, type Uploads } from '../api';
import type { TransferOptions } from './transfer';
import { uploads } from './uploads.svelte';

/** Transfers that a test moves on by hand; the real client is tested in a browser (tests/e2e). */
const line = vi.hoisted(() => ({ open: [] as (TransferOptions & { runs: boolean })[], given: [] as string[] }));

vi.mock('./transfer', () => ({
  openTransfer: async (options: TransferOptions) => {
    const transfer = { ...options, runs: false };
    line.open.push(transfer);
    return {
      start: () => {
        transfer.runs = true;
        if (!options.url) options.onBegun(`/api/uploads/id-of-${options.file.name}/`);
      },
      stop: async () => void (transfer.runs = false),
    };
  },
  giveUp: async (url: string) => void line.given.push(url),
}));

const film = (name: string, content = 'film') => new File([content], name, { lastModified: 7 });

function upload(name: string, change: Partial<Upload> = {}): Upload {
  const told = { file_name: name, modified_at: 7, size: 4, offset: 2, state: 'receiving', reason: '', code: '', library: 1, video: null } as const;
  return { id: `id-of-${name}`, ...told, expires_at: '', created_at: '', ...change };
}

let server: Upload[] = [];
const running = () => line.open.filter(({ runs }) => runs).map(({ file }) => file.name);
const states = () => Object.fromEntries(uploads.entries.map(({ name, state }) => [name, state]));
const entry = (name: string) => {
  const found = uploads.entries.find((each) => each.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const transfer = (name: string) => {
  const found = line.open.filter(({ file }) => file.name === name).pop();
  if (!found) throw new Error(`${name} was never sent`);
  return found;
};
const eventually = (expectation: () => void) => vi.waitFor(expectation, { timeout: 20_000 });

function finish(name: string): void {
  transfer(name).runs = false;
  transfer(name).onWhole();
}

beforeEach(() => {
  server = [];
  const libraries = [{ id: 1, name: 'Films', kind: 'films' }];
  vi.spyOn(api, 'uploads').mockImplementation(async (): Promise<Uploads> => ({ max_size: 9e9, part_size: 16 * 1024 ** 2, libraries, uploads: server }));
});

afterEach(() => {
  uploads.forget();
  line.open.length = line.given.length = 0;
  vi.restoreAllMocks();
});

describe('several films', () => {
  it('go two at a time, in the order they were chosen in', async () => {
    uploads.add(['a.mkv', 'b.mkv', 'c.mkv', 'd.mkv'].map((name) => film(name)), 1);
    await eventually(() => expect(running()).toEqual(['a.mkv', 'b.mkv']));
    expect(states()).toEqual({ 'a.mkv': 'sending', 'b.mkv': 'sending', 'c.mkv': 'waiting', 'd.mkv': 'waiting' });
    finish('b.mkv');
    await eventually(() => expect(running()).toEqual(['a.mkv', 'c.mkv']));
    expect(states()['b.mkv']).toBe('adding');
  });

  it('are not sent twice', async () => {
    uploads.add([film('a.mkv')], 1);
    await eventually(() => expect(running()).toEqual(['a.mkv']));
    uploads.add([film('a.mkv')], 1);
    expect(uploads.entries).toHaveLength(1);
    uploads.add([film('a.mkv', 'another')], 1);
    expect(uploads.entries).toHaveLength(2);
  });

  it('say what they are and where they go', async () => {
    uploads.add([film('a.mkv')], 3);
    await eventually(() => expect(running()).toEqual(['a.mkv']));
    expect(transfer('a.mkv')).toMatchObject({ url: null, partSize: 8 * 1024 ** 2, metadata: { filename: 'a.mkv', lastModified: '7', library: '3' } });
  });
});

describe('a film on its way', () => {
  beforeEach(async () => {
    uploads.add([film('a.mkv')], 1);
    await eventually(() => expect(running()).toEqual(['a.mkv']));
  });

  it('is paused, lets another go first, and goes on where it stopped', async () => {
    transfer('a.mkv').onProgress(3);
    uploads.pause(entry('a.mkv'));
    expect(states()).toEqual({ 'a.mkv': 'paused' });
    expect(running()).toEqual([]);
    uploads.resume(entry('a.mkv'));
    await eventually(() => expect(running()).toEqual(['a.mkv']));
    expect(transfer('a.mkv').url).toBe('/api/uploads/id-of-a.mkv/');
    expect(entry('a.mkv').sent).toBe(3);
  });

  it('is cancelled, with what has arrived', async () => {
    await uploads.cancel(entry('a.mkv'));
    expect(line.given).toEqual(['/api/uploads/id-of-a.mkv/']);
    expect(running()).toEqual([]);
    expect(uploads.entries).toEqual([]);
  });

  it('stops with a reason, and can go on', async () => {
    transfer('a.mkv').onFailed(new ApiError(507, '', {}, 'disk-full'));
    expect(entry('a.mkv').state).toBe('failed');
    expect(entry('a.mkv').message).toContain('nothing is lost');
    uploads.resume(entry('a.mkv'));
    await eventually(() => expect(running()).toContain('a.mkv'));
    expect(entry('a.mkv').message).toBe('');
  });

  it('begins anew once the server has given it up', async () => {
    transfer('a.mkv').onFailed(new ApiError(404, '', {}, 'no-such-upload'));
    uploads.resume(entry('a.mkv'));
    await eventually(() => expect(line.open).toHaveLength(2));
    expect(transfer('a.mkv').url).toBeNull();
  });

  it('is looked after until it is in the library', async () => {
    finish('a.mkv');
    server = [upload('a.mkv', { state: 'received', offset: 4 })];
    await uploads.load();
    expect(states()).toEqual({ 'a.mkv': 'adding' });
    server = [upload('a.mkv', { state: 'added', offset: 4, video: 12 })];
    await eventually(() => expect(states()).toEqual({ 'a.mkv': 'added' })); // by itself
    expect(entry('a.mkv').video).toBe(12);
  });

  it('tells why the server does not add it', async () => {
    finish('a.mkv');
    server = [upload('a.mkv', { state: 'refused', reason: 'There is no picture in this file.' })];
    await uploads.load();
    expect(entry('a.mkv')).toMatchObject({ state: 'refused', message: 'There is no picture in this file.' });
  });

  it('is not disturbed by a look at the server', async () => {
    transfer('a.mkv').onProgress(3);
    server = [upload('a.mkv')];
    await uploads.load();
    expect(entry('a.mkv')).toMatchObject({ state: 'sending', sent: 3 });
    expect(uploads.entries).toHaveLength(1);
  });

  it('ends when somebody else sits down', () => {
    uploads.forget();
    expect(running()).toEqual([]);
    expect(uploads.entries).toEqual([]);
  });
});

describe('a film that the server does not want', () => {
  it('is refused before anything is sent', async () => {
    uploads.add([film('photo.jpg')], 1);
    await eventually(() => expect(line.open).toHaveLength(1));
    entry('photo.jpg').id = '';
    transfer('photo.jpg').onFailed(new ApiError(400, '', {}, 'no-film'));
    expect(entry('photo.jpg').state).toBe('refused');
    expect(entry('photo.jpg').message).toBe('This is no film that Videoflix knows.');
    await uploads.cancel(entry('photo.jpg'));
    expect(line.given).toEqual([]);
  });
});

describe('after a reload', () => {
  beforeEach(async () => {
    server = [upload('new.mkv'), upload('old.mkv', { state: 'added', offset: 4, video: 3 })];
    await uploads.load();
  });

  it('is there what was there', () => {
    expect(states()).toEqual({ 'new.mkv': 'unfinished', 'old.mkv': 'added' });
    expect(uploads.entries.map(({ name }) => name)).toEqual(['new.mkv', 'old.mkv']);
    expect(entry('new.mkv').sent).toBe(2);
  });

  it('goes on what gets its file back', async () => {
    uploads.add([film('new.mkv')], 1);
    await eventually(() => expect(running()).toEqual(['new.mkv']));
    expect(transfer('new.mkv').url).toBe('/api/uploads/id-of-new.mkv/');
    expect(uploads.entries).toHaveLength(2);
  });

  it.each([
    ['another size', film('new.mkv', 'other')],
    ['another time', new File(['film'], 'new.mkv', { lastModified: 8 })],
    ['another name', film('newer.mkv')],
  ])('%s is another film', async (_, file) => {
    uploads.add([file], 1);
    expect(states()[file.name]).toBeDefined();
    expect(uploads.entries).toHaveLength(3);
    await eventually(() => expect(transfer(file.name).url).toBeNull());
  });

  it('is given up without its file', async () => {
    await uploads.cancel(entry('new.mkv'));
    expect(line.given).toEqual(['/api/uploads/id-of-new.mkv/']);
    expect(states()).toEqual({ 'old.mkv': 'added' });
  });

  it('can be sent once more what was added', () => {
    uploads.add([film('old.mkv')], 1);
    expect(uploads.entries).toHaveLength(3);
  });
});
