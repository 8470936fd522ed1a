import { ApiError } from './errors';

const REFRESH_PATH = '/api/auth/token/refresh/';

export interface RequestOptions {
  /** A refusal is the answer here (signing in, activating): do not renew the access and try again. */
  anonymous?: boolean;
  /** Let the request outlive the page. */
  keepalive?: boolean;
}

export interface ClientHooks {
  /** The language that the server should word its messages in. */
  language: () => string;
  /** The sign-in has ended and cannot be renewed. */
  onSignedOut: () => void;
  /** The server does not know (any more) who is watching. */
  onProfileWanted: () => void;
}

/**
 * Speaks JSON with the server. Cookies carry the sign-in. A 401 is answered once by renewing the access and asking
 * again; requests that fail at the same moment share one renewal, because a refresh token is spent by its use.
 */
export class Client {
  readonly #fetch: typeof fetch;
  readonly hooks: ClientHooks = { language: () => 'en', onSignedOut: () => undefined, onProfileWanted: () => undefined };
  #renewal: Promise<boolean> | null = null;

  // Looked up at each call: a bound copy taken too early would escape whatever tests put in its place.
  constructor(fetcher: typeof fetch = (...request) => fetch(...request)) {
    this.#fetch = fetcher;
  }

  get<T>(path: string, options: RequestOptions = {}): Promise<T> {
    return this.#request<T>('GET', path, undefined, options);
  }

  post<T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<T> {
    return this.#request<T>('POST', path, body, options);
  }

  put<T>(path: string, body: unknown = {}): Promise<T> {
    return this.#request<T>('PUT', path, body, {});
  }

  patch<T>(path: string, body: unknown, options: RequestOptions = {}): Promise<T> {
    return this.#request<T>('PATCH', path, body, options);
  }

  delete(path: string, body: unknown = {}): Promise<void> {
    return this.#request<void>('DELETE', path, body, {});
  }

  /** Renew the access cookie. False: the sign-in has ended. */
  renew(): Promise<boolean> {
    this.#renewal ??= this.#renewOnce().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  async #renewOnce(): Promise<boolean> {
    const response = await this.#send('POST', REFRESH_PATH, {}, {});
    if (response.ok) return true;
    if (response.status >= 500) throw await ApiError.from(response); // a stumble of the server ends no sign-in
    this.hooks.onSignedOut();
    return false;
  }

  async #request<T>(method: string, path: string, body: unknown, options: RequestOptions): Promise<T> {
    let response = await this.#send(method, path, body, options);
    if (response.status === 401 && !options.anonymous && (await this.renew())) {
      response = await this.#send(method, path, body, options);
    }
    if (!response.ok) throw this.#noticed(await ApiError.from(response));
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  #noticed(error: ApiError): ApiError {
    if (error.code === 'profile-wanted') this.hooks.onProfileWanted();
    return error;
  }

  async #send(method: string, path: string, body: unknown, options: RequestOptions): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': this.hooks.language() };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    try {
      return await this.#fetch(path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: 'same-origin',
        keepalive: options.keepalive ?? false,
      });
    } catch {
      throw new ApiError(0, '');
    }
  }
}
