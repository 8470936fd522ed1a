import { tick } from 'svelte';
import { router } from '../router/router.svelte';

let lastOpened: string | null = null;

// Noticed here rather than in the card: the card only needs to be a link.
document.addEventListener('click', (event) => {
  const card = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-title]') : null;
  if (card) lastOpened = card.dataset['title'] ?? null;
});

/** Back among the titles: where the page was scrolled to, with the focus on the card that was opened (a TV needs it). */
export async function restorePlace(): Promise<void> {
  if (!router.cameBack) return;
  await tick(); // what was asked for may have come this very moment
  window.scrollTo(0, router.scrollOnReturn);
  // Rows draw their cards in the frame in which they come near the screen.
  requestAnimationFrame(() => requestAnimationFrame(focusLastOpened));
}

function focusLastOpened(): void {
  const cards = document.querySelectorAll<HTMLElement>(`[data-title="${lastOpened}"]`);
  const onScreen = [...cards].find((card) => {
    const box = card.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= window.innerHeight;
  });
  onScreen?.focus({ preventScroll: true });
  onScreen?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
