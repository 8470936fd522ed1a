/** Where the person is: the browser's address, as state. A handful of routes needs no library. */

interface Place {
  path: string;
  query: URLSearchParams;
  hash: string;
}

interface Visit {
  /** Pages visited inside the app before this one: whether "back" stays inside it. */
  depth: number;
  scroll: number;
}

class Router {
  place: Place = $state.raw(read());
  /** Whether the last step was back (or forward) in the history, and where that page had been scrolled to. */
  cameBack = false;
  scrollOnReturn = 0;

  /** Begin to follow the address bar and clicks on links. */
  start(): () => void {
    history.scrollRestoration = 'manual'; // pages fill in after the browser would have scrolled
    window.addEventListener('popstate', this.#onPopState);
    document.addEventListener('click', this.#onClick);
    return () => {
      window.removeEventListener('popstate', this.#onPopState);
      document.removeEventListener('click', this.#onClick);
    };
  }

  go(to: string, { replace = false }: { replace?: boolean } = {}): void {
    const { depth } = visit();
    if (replace) history.replaceState({ depth, scroll: 0 } satisfies Visit, '', to);
    else {
      history.replaceState({ depth, scroll: window.scrollY } satisfies Visit, '');
      history.pushState({ depth: depth + 1, scroll: 0 } satisfies Visit, '', to);
    }
    this.cameBack = false;
    this.place = read();
  }

  /** Change the query of the same page, without a new step in the history. */
  setQuery(name: string, value: string): void {
    const query = new URLSearchParams(this.place.query);
    if (value) query.set(name, value);
    else query.delete(name);
    const text = query.toString();
    history.replaceState(history.state, '', this.place.path + (text && `?${text}`) + this.place.hash);
    this.cameBack = false;
    this.place = read();
  }

  /** Back to the page before, or home when the app was entered right here. */
  back(): void {
    if (visit().depth > 0) history.back();
    else this.go('/', { replace: true });
  }

  readonly #onPopState = (): void => {
    this.cameBack = true;
    this.scrollOnReturn = visit().scroll;
    this.place = read();
  };

  readonly #onClick = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest('a');
    if (!link || !staysInApp(link)) return;
    event.preventDefault();
    this.go(link.pathname + link.search + link.hash);
  };
}

function read(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search), hash: location.hash };
}

function visit(): Visit {
  return { depth: 0, scroll: 0, ...(history.state as Partial<Visit> | null) };
}

function staysInApp(link: HTMLAnchorElement): boolean {
  if (link.target || link.hasAttribute('download') || new URL(link.href).origin !== location.origin) return false;
  if (link.pathname === location.pathname && link.search === location.search && link.hash) return false; // a skip link
  return !/^\/(api|admin|static|assets)\//.test(link.pathname); // those the server answers itself
}

export const router = new Router();
