import { router } from '../router/router.svelte';

let lastOpened: string | null = null;

// Noticed here rather than in the card: the card only needs to be a link.
document.addEventListener('click', (event) => {
  const card = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-video]') : null;
  if (card) lastOpened = card.dataset['video'] ?? null;
});

/** Back among the films: where the page was scrolled to, with the focus on the card that was opened (a TV needs it). */
export function restorePlace(): void {
  if (!router.cameBack) return;
  window.scrollTo(0, router.scrollOnReturn);
  const cards = document.querySelectorAll<HTMLElement>(`[data-video="${lastOpened}"]`);
  const onScreen = [...cards].find((card) => {
    const box = card.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= window.innerHeight;
  });
  onScreen?.focus({ preventScroll: true });
}
