import { api, type Card, type Row, type SeriesDetail, type VideoDetail } from './api';
import { Loaded } from './loaded.svelte';

/** The first page, kept between visits to it, so that going back is instant. */
class Library {
  readonly #rows = new Loaded<readonly Row[]>();
  readonly #featured = new Loaded<VideoDetail | SeriesDetail>();

  get rows(): readonly Row[] | null {
    return this.#rows.value;
  }

  get error() {
    return this.#rows.error;
  }

  /** What is shown large. */
  get hero(): Card | null {
    return this.rows && featuredOf(this.rows);
  }

  /** The same with what its own page tells, as soon as that is here. */
  get featured(): VideoDetail | SeriesDetail | null {
    const { value } = this.#featured;
    return value?.id === this.hero?.id && value?.title === this.hero?.title ? value : null;
  }

  /** Ask the server; what was known stays on the screen meanwhile. */
  async refresh(): Promise<void> {
    await this.#rows.ask(api.home);
    const { hero } = this;
    if (hero) await this.#featured.ask(() => (hero.kind === 'series' ? api.series(hero.id) : api.video(hero.id)));
  }

  /** A title is not offered any more to go on with. */
  async putAside(card: Card): Promise<void> {
    await api.putAside(card.id);
    const kept = (row: Row): Row => (row.title_key === 'continue-watching' ? { ...row, items: row.items.filter(({ id }) => id !== card.id) } : row);
    this.#rows.value = this.rows?.map(kept).filter(({ items }) => items.length) ?? null;
  }

  /** Another person may see other things. */
  forget(): void {
    this.#rows.forget();
    this.#featured.forget();
  }
}

export const library = new Library();

/** What came in last and can be played; of series only where there is nothing else. */
export function featuredOf(rows: readonly Row[]): Card | null {
  const newest = ['new', 'new-episodes'].flatMap((kind) => rows.filter(({ title_key }) => title_key === kind));
  return newest.flatMap(({ items }) => items).find(({ state }) => state === 'ready') ?? null;
}
