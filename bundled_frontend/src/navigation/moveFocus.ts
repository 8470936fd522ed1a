import { nearest, type Box, type Direction } from './nearest';

const FOCUSABLE = 'a[href], button:not([disabled]), input:not([disabled]), [tabindex="0"], media-time-range, media-volume-range';

const DIRECTIONS: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

export function directionOf(event: KeyboardEvent): Direction | null {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  return DIRECTIONS[event.key] ?? null;
}

/** Move the focus to the nearest thing in that direction. False: there is none. */
export function moveFocus(root: ParentNode, direction: Direction): boolean {
  const current = document.activeElement;
  const candidates = focusable(root).filter((element) => element !== current && !element.contains(current));
  if (!(current instanceof HTMLElement) || current === document.body || current === root || !root.contains(current)) {
    return focus(candidates.find(isOnScreen) ?? candidates[0]);
  }
  // The same landmark first: the fixed header floats over the page, and would else always be the nearest above.
  const home = current.closest('header, main, nav, [role="menu"]');
  const inside = candidates.filter((element) => home?.contains(element));
  const outside = candidates.filter((element) => !home?.contains(element));
  return focus(pick(current, inside, direction)) || focus(pick(current, outside, direction));
}

export function focusable(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) => element.tabIndex >= 0 || element.shadowRoot).filter(isShown);
}

function pick(current: HTMLElement, candidates: HTMLElement[], direction: Direction): HTMLElement | undefined {
  const boxes: Box[] = candidates.map((element) => element.getBoundingClientRect());
  return candidates[nearest(current.getBoundingClientRect(), boxes, direction)];
}

function focus(element: HTMLElement | undefined): boolean {
  // media-chrome's sliders do not take the focus themselves, only the input in their shadow does.
  (element?.shadowRoot?.querySelector('input') ?? element)?.focus();
  return element !== undefined;
}

function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden';
}

function isOnScreen(element: HTMLElement): boolean {
  const box = element.getBoundingClientRect();
  return box.bottom > 0 && box.top < window.innerHeight && element.closest('main') !== null;
}
