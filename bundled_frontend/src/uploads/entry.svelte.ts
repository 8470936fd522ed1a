import { ApiError, type Upload } from '../api';
import { errorText } from '../components/forms/form.svelte';
import { Speed } from './speed';
import type { Transfer } from './transfer';

/**
 * `unfinished`: begun earlier, and the file has to be chosen again. `waiting`: its turn comes. `failed`: it stopped, and
 * can go on. `adding`: whole, the server takes it into the library. `refused`: it never will.
 */
export type EntryState = 'unfinished' | 'waiting' | 'sending' | 'paused' | 'failed' | 'adding' | 'added' | 'refused';

const STATES: Record<Upload['state'], EntryState> = {
  receiving: 'unfinished',
  received: 'adding',
  adding: 'adding',
  added: 'added',
  refused: 'refused',
};

let keys = 0;

/** One film in the list. */
export class Entry {
  readonly key = (keys += 1);
  readonly name: string;
  readonly size: number;
  readonly modifiedAt: number | null;
  readonly library: number | null;
  readonly speed = new Speed();
  /** The server's number of it, once it has one. */
  id = '';
  file: File | null = null;
  transfer: Transfer | null = null;
  state: EntryState = $state('waiting');
  sent = $state(0);
  perSecond = $state(0);
  secondsLeft: number | null = $state(null);
  /** What the server said against it. */
  refusal: ApiError | null = $state.raw(null);
  video: number | null = $state(null);

  private constructor(name: string, size: number, modifiedAt: number | null, library: number | null) {
    this.name = name;
    this.size = size;
    this.modifiedAt = modifiedAt;
    this.library = library;
  }

  static ofFile(file: File, library: number | null): Entry {
    const entry = new Entry(file.name.normalize('NFC'), file.size, file.lastModified, library);
    entry.file = file;
    return entry;
  }

  static ofUpload(upload: Upload): Entry {
    const entry = new Entry(upload.file_name, upload.size, upload.modified_at, upload.library);
    entry.follow(upload);
    return entry;
  }

  get url(): string | null {
    return this.id && `/api/uploads/${this.id}/`;
  }

  /** What is against it, in the language of whoever looks; empty: nothing. */
  get message(): string {
    return this.refusal ? errorText(this.refusal) : '';
  }

  /** Whether bytes are on their way, or will be without anybody doing anything. */
  get isBusy(): boolean {
    return this.state === 'waiting' || this.state === 'sending';
  }

  /** Whether it lacks nothing but its file. */
  isOf(file: File): boolean {
    return this.name === file.name.normalize('NFC') && this.size === file.size && (this.modifiedAt ?? file.lastModified) === file.lastModified;
  }

  /** Take over what the server knows. */
  follow(upload: Upload): void {
    this.id = upload.id;
    this.sent = upload.offset;
    this.state = STATES[upload.state] ?? 'adding';
    this.refusal = upload.reason ? new ApiError(400, upload.reason, {}, upload.code) : null;
    this.video = upload.video;
  }

  progress(sent: number): void {
    this.sent = sent;
    this.speed.note(sent);
    this.perSecond = this.speed.perSecond;
    this.secondsLeft = this.speed.secondsFor(this.size - sent);
  }

  rest(state: EntryState): void {
    this.state = state;
    this.speed.reset();
    this.perSecond = 0;
    this.secondsLeft = null;
  }
}
