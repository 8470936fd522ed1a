import { ApiError } from './api';

/** Something that the server was asked for: on its way, here, or why it is not. */
export class Loaded<T> {
  value: T | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);
  #question = 0;

  /** Ask the server; what was known stays on the screen meanwhile. An answer that was overtaken by another question is dropped. */
  async ask(request: () => Promise<T>): Promise<void> {
    const question = ++this.#question;
    try {
      const value = await request();
      if (question !== this.#question) return;
      this.value = value;
      this.error = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (question === this.#question) this.error = error;
    }
  }

  /** Another person may see other things: what is on its way does not count either. */
  forget(): void {
    this.#question++;
    this.value = null;
    this.error = null;
  }
}

/** A long list that comes page by page. */
export class Pages<T> {
  items: readonly T[] = $state.raw([]);
  /** null: nobody has asked yet. */
  complete: boolean | null = $state(null);
  error: ApiError | null = $state.raw(null);
  #busy = false;
  readonly #request: (offset: number) => Promise<readonly T[]>;
  readonly #size: number;

  constructor(size: number, request: (offset: number) => Promise<readonly T[]>) {
    this.#size = size;
    this.#request = request;
  }

  async more(): Promise<void> {
    if (this.#busy || this.complete) return;
    this.#busy = true;
    try {
      const page = await this.#request(this.items.length);
      this.items = [...this.items, ...page];
      this.complete = page.length < this.#size;
      this.error = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
    } finally {
      this.#busy = false;
    }
  }

  drop(item: T): void {
    this.items = this.items.filter((each) => each !== item);
  }
}
