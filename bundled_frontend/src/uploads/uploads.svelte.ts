import { api, type ApiError, type Shelf, type Upload } from '../api';
import { library } from '../library.svelte';
import { Entry } from './entry.svelte';
import { giveUp, openTransfer } from './transfer';

/** Films that are sent side by side: one would leave the line idle between its parts. */
const AT_ONCE = 2;
/** Bytes in a part: what a broken connection costs at most. The server takes larger ones. */
const PART = 8 * 1024 * 1024;
/** Milliseconds between looks at what the server adds. */
const LOOK = 1500;

/** What this browser sends, and what was sent before. It goes on while people walk through the pages. */
class Uploads {
  entries: readonly Entry[] = $state.raw([]);
  shelves: readonly Shelf[] = $state.raw([]);
  #partSize = PART;
  #looking: ReturnType<typeof setTimeout> | undefined;

  get isBusy(): boolean {
    return this.entries.some(({ isBusy }) => isBusy);
  }

  /** Ask the server what it knows. */
  async load(): Promise<void> {
    const known = await api.uploads();
    this.shelves = known.libraries;
    this.#partSize = Math.min(PART, known.part_size);
    for (const upload of [...known.uploads].reverse()) this.#follow(upload);
    this.#lookAgain();
  }

  /** Send these. What was begun before goes on where it stopped; what is on its way already is not sent twice. */
  add(files: readonly File[], shelf: number | null): void {
    for (const file of files) {
      const known = this.entries.find((entry) => entry.isOf(file) && entry.state !== 'added' && entry.state !== 'refused');
      if (!known) this.entries = [Entry.ofFile(file, shelf), ...this.entries];
      else if (known.state === 'unfinished' || known.state === 'failed') {
        known.file = file;
        known.rest('waiting');
      }
    }
    this.#startNext();
  }

  pause(entry: Entry): void {
    entry.rest('paused');
    void entry.transfer?.stop();
    entry.transfer = null;
    this.#startNext();
  }

  resume(entry: Entry): void {
    entry.refusal = null;
    entry.rest('waiting');
    this.#startNext();
  }

  /** Give it up, with what has arrived. */
  async cancel(entry: Entry): Promise<void> {
    if (entry.isBusy) this.pause(entry);
    if (entry.url && entry.state !== 'added') await giveUp(entry.url);
    this.entries = this.entries.filter((other) => other !== entry);
  }

  /** Somebody else sits down here: nothing of this is theirs. */
  forget(): void {
    for (const entry of this.entries) {
      entry.rest('paused'); // also what has not quite begun
      void entry.transfer?.stop();
    }
    clearTimeout(this.#looking);
    this.entries = [];
  }

  #startNext(): void {
    const sending = this.entries.filter(({ state }) => state === 'sending').length;
    const waiting = this.entries.filter(({ state }) => state === 'waiting');
    for (const entry of waiting.reverse().slice(0, Math.max(0, AT_ONCE - sending))) void this.#start(entry);
  }

  async #start(entry: Entry): Promise<void> {
    const { file } = entry;
    if (!file) return;
    entry.state = 'sending';
    const transfer = await openTransfer({
      file,
      url: entry.url || null,
      partSize: this.#partSize,
      metadata: {
        filename: file.name,
        lastModified: String(file.lastModified),
        ...(entry.library === null ? {} : { library: String(entry.library) }),
      },
      onBegun: (url) => (entry.id = idIn(url)),
      onProgress: (sent) => entry.progress(sent),
      onWhole: () => this.#whole(entry),
      onFailed: (error) => this.#failed(entry, error),
    });
    if (entry.state !== 'sending') return; // paused meanwhile
    entry.transfer = transfer;
    transfer.start();
  }

  #whole(entry: Entry): void {
    entry.transfer = null;
    entry.sent = entry.size;
    entry.rest('adding');
    this.#startNext();
    this.#lookAgain();
  }

  #failed(entry: Entry, error: ApiError): void {
    entry.transfer = null;
    if (error.status === 404) entry.id = ''; // expired: from the start
    // What has no address yet was not even begun: the server does not want it.
    entry.rest(!entry.id && error.status >= 400 && error.status < 500 && error.status !== 404 ? 'refused' : 'failed');
    entry.refusal = error;
    this.#startNext();
  }

  #follow(upload: Upload): void {
    const known = this.entries.find(({ id }) => id === upload.id);
    if (!known) this.entries = [Entry.ofUpload(upload), ...this.entries];
    else if (known.state === 'adding' || upload.state !== 'receiving') {
      if (known.state === 'adding' && upload.state === 'added') library.forget(); // the shelves have a new film
      known.follow(upload);
    }
  }

  /** Look after what the server is adding, as long as there is any. */
  #lookAgain(): void {
    clearTimeout(this.#looking);
    if (!this.entries.some(({ state }) => state === 'adding')) return;
    this.#looking = setTimeout(() => void this.load().catch(() => this.#lookAgain()), LOOK);
  }
}

function idIn(url: string): string {
  return /([^/]+)\/?$/.exec(url)?.[1] ?? '';
}

export const uploads = new Uploads();
