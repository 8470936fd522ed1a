/** Which of many boxes an arrow key means: geometry only, so that it can be tested without a browser. */

export type Direction = 'left' | 'right' | 'up' | 'down';

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** How much worse it is to be off to the side than to be farther away. */
const SIDEWAYS = 3;
/** Boxes that merely touch or overlap by a hair (borders, shadows) still count as beyond. */
const SLACK = 2;

/** The index of the box that lies nearest in that direction, or -1. */
export function nearest(from: Box, boxes: readonly Box[], direction: Direction): number {
  let best = -1;
  let bestCost = Infinity;
  boxes.forEach((box, index) => {
    const cost = costOf(from, box, direction);
    if (cost < bestCost) {
      best = index;
      bestCost = cost;
    }
  });
  return best;
}

function costOf(from: Box, to: Box, direction: Direction): number {
  const ahead = gapAhead(from, to, direction);
  if (ahead < -SLACK) return Infinity;
  const vertical = direction === 'up' || direction === 'down';
  const aside = vertical ? gap(from.left, from.right, to.left, to.right) : gap(from.top, from.bottom, to.top, to.bottom);
  // Left and right stay in the row: a neighbour is one that the eye sees on the same line.
  if (!vertical && aside > 0) return Infinity;
  // Among those straight ahead, the one that begins where we begin.
  const offset = vertical ? Math.abs(from.left - to.left) / 1000 : Math.abs(from.top - to.top) / 1000;
  return Math.max(ahead, 0) + aside * SIDEWAYS + offset;
}

function gapAhead(from: Box, to: Box, direction: Direction): number {
  switch (direction) {
    case 'left':
      return from.left - to.right;
    case 'right':
      return to.left - from.right;
    case 'up':
      return from.top - to.bottom;
    case 'down':
      return to.top - from.bottom;
  }
}

/** The distance between two stretches of a line; 0 when they overlap. */
function gap(start: number, end: number, otherStart: number, otherEnd: number): number {
  return Math.max(0, otherStart - end, start - otherEnd);
}
