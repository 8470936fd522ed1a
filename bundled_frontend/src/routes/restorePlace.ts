import { tick } from 'svelte';
import { router } from '../router/router.svelte';

let lastOpened: string | null = null;

// Noticed here rather than in the card: the card only needs to be a link.
document.addEventListener('click', (event) => {
  const card = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-title]') : null;
  if (card) lastOpened = card.dataset['title'] ?? null;
});

/** Rows draw their cards once they are near the screen, which takes a slow device some frames. */
const FRAMES = 60;

/** Back among the titles: where the page was scrolled to, with the focus on the card that was opened (a TV needs it). */
export async function restorePlace(): Promise<void> {
  if (!router.cameBack) return;
  const { place } = router;
  await tick(); // what was asked for may have come this very moment
  window.scrollTo(0, router.scrollOnReturn);
  const held = document.activeElement;
  for (let frame = 0; frame < FRAMES; frame++) {
    await new Promise(requestAnimationFrame);
    if (router.place !== place || document.activeElement !== held) return; // they went on themselves
    const card = lastOpenedOnScreen();
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (card) return;
  }
}

function lastOpenedOnScreen(): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(`[data-title="${lastOpened}"]`)].find((card) => {
    const box = card.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= window.innerHeight;
  });
}
