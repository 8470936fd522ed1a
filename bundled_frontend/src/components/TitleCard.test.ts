import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { Card, VideoState } from '../api';
import { t } from '../i18n/index.svelte';
import { card } from '../testing/cards';
import TitleCard from './TitleCard.svelte';

let shown: ReturnType<typeof mount> | undefined;

afterEach(() => {
  if (shown) void unmount(shown);
  shown = undefined;
});

function show(title: Card, plays = false): HTMLAnchorElement {
  shown = mount(TitleCard as Component<any>, { target: document.body, props: { card: title, plays } });
  flushSync();
  return document.querySelector('a.card') as HTMLAnchorElement;
}

describe('a title that does not play', () => {
  it.each<[Card['kind'], VideoState, string]>([
    ['video', 'missing', t('video.missing')],
    ['video', 'failed', t('video.failed')],
    ['series', 'missing', t('video.missing')],
  ])('is grey and says why: %s, %s', (kind, state, why) => {
    const link = show(card(3, 'Away', { kind, state, progress: { position: 60, watched: false } }), true);
    expect(link.classList).toContain('dim');
    expect(link.querySelector('.badge')?.textContent).toBe(why);
    expect(link.getAttribute('href'), 'its own page tells more').toBe(kind === 'series' ? '/series/3' : '/title/3');
    expect(link.querySelector('.progress'), 'how far somebody is, stays').not.toBeNull();
  });

  it('is one that does, once its drive is back', () => {
    const link = show(card(3, 'Back'), true);
    expect(link.classList).not.toContain('dim');
    expect(link.querySelector('.badge')).toBeNull();
    expect(link.getAttribute('href')).toBe('/watch/3');
  });
});
