import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localPath } from './localPath';
import { match } from './match';
import { router } from './router.svelte';

describe('match', () => {
  it.each([
    ['/', '/', {}],
    ['/watch/:id', '/watch/3', { id: '3' }],
    ['/watch/:id', '/watch/3/', { id: '3' }],
    ['/activate/:uid/:token', '/activate/MQ/c4-9f', { uid: 'MQ', token: 'c4-9f' }],
    ['/join/:token', '/join/a%20b%2F2024', { token: 'a b/2024' }],
  ])('%s takes %s', (pattern, path, params) => {
    expect(match(pattern, path)).toEqual(params);
  });

  it.each([
    ['/watch/:id', '/watch'],
    ['/watch/:id', '/watch/3/more'],
    ['/watch/:id', '/Watch/3'],
    ['/join/:token', '/join/%'],
    ['/', '/nowhere'],
  ])('%s leaves %s', (pattern, path) => {
    expect(match(pattern, path)).toBeNull();
  });
});

describe('localPath', () => {
  it.each(['/', '/watch/3', '/watch/3?rendition=480p', '/search?q=A%20B'])('keeps %s', (path) => {
    expect(localPath(path)).toBe(path);
  });

  it.each([null, '', 'watch/3', '//evil.example', '/\\evil.example', '/\t/evil.example', 'https://evil.example', 'javascript:alert(1)'])(
    'sends %s home',
    (path) => {
      expect(localPath(path)).toBe('/');
    },
  );
});

describe('the router', () => {
  let stop: () => void;

  beforeEach(() => {
    document.body.innerHTML = '';
    history.replaceState(null, '', '/');
    stop = router.start();
    router.go('/', { replace: true });
  });

  afterEach(() => stop());

  function click(attributes: string, init: MouseEventInit = {}): boolean {
    document.body.innerHTML = `<a ${attributes}><b>Watch</b></a>`;
    document.addEventListener('click', (event) => event.preventDefault(), { once: true }); // nobody really leaves the test
    const event = new MouseEvent('click', { bubbles: true, cancelable: true, ...init });
    document.querySelector('b')?.dispatchEvent(event);
    return router.place.path !== '/';
  }

  it('follows a link inside the app', () => {
    expect(click('href="/watch/3?rendition=480p"')).toBe(true);
    expect(router.place.path).toBe('/watch/3');
    expect(router.place.query.get('rendition')).toBe('480p');
  });

  it.each(['href="/admin/"', 'href="/api/docs/"', 'href="/x" target="_blank"', 'href="/x" download', 'href="https://evil.example/x"'])(
    'leaves <a %s> to the browser',
    (attributes) => {
      expect(click(attributes)).toBe(false);
    },
  );

  it('leaves a click that opens a new tab to the browser', () => {
    expect(click('href="/watch/3"', { ctrlKey: true })).toBe(false);
  });

  it('changes the query in place', () => {
    router.go('/watch/3');
    const steps = history.length;
    router.setQuery('rendition', '480p');
    expect(location.pathname + location.search).toBe('/watch/3?rendition=480p');
    router.setQuery('rendition', '');
    expect(location.pathname + location.search).toBe('/watch/3');
    expect(history.length).toBe(steps);
  });

  it('goes home when there is nothing to go back to', () => {
    router.go('/watch/3', { replace: true });
    router.back();
    expect(router.place.path).toBe('/');
  });
});
