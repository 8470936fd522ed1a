import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nearest, type Box, type Direction } from './nearest';
import { listenToRemoteControl } from './remoteControl';

const at = (left: number, top: number, width = 100, height = 50): Box => ({ left, top, right: left + width, bottom: top + height });

/** Two rows of three cards; the second row is scrolled half a card to the left. */
const rows: Record<string, Box> = {
  a1: at(0, 100), a2: at(110, 100), a3: at(220, 100),
  b1: at(-55, 200), b2: at(55, 200), b3: at(165, 200),
}; // prettier-ignore

function step(from: string, direction: Direction, boxes = rows): string | undefined {
  const names = Object.keys(boxes).filter((name) => name !== from);
  return names[nearest(boxes[from] as Box, names.map((name) => boxes[name] as Box), direction)]; // prettier-ignore
}

describe('nearest', () => {
  it.each<[string, Direction, string | undefined]>([
    ['a1', 'right', 'a2'],
    ['a2', 'right', 'a3'],
    ['a3', 'right', undefined],
    ['a3', 'left', 'a2'],
    ['a1', 'down', 'b1'],
    ['a2', 'down', 'b2'],
    ['b3', 'up', 'a2'],
    ['a1', 'up', undefined],
    ['b1', 'down', undefined],
  ])('from %s %s is %s', (from, direction, expected) => {
    expect(step(from, direction)).toBe(expected);
  });

  it('goes straight on rather than to something closer off to the side', () => {
    expect(step('card', 'down', { card: at(0, 0), straight: at(0, 120), aside: at(300, 60) })).toBe('straight');
  });

  it('reaches a lone button in a corner when there is nothing else', () => {
    expect(step('card', 'up', { card: at(0, 100), corner: at(900, 0, 40, 40) })).toBe('corner');
  });

  it('forgives boxes that touch', () => {
    expect(step('one', 'right', { one: at(0, 0, 101), two: at(100, 0) })).toBe('two');
  });
});

describe('the remote control', () => {
  const goBack = vi.fn<() => void>();
  let stop: () => void;

  /** happy-dom lays nothing out: places are written on the elements. */
  beforeEach(() => {
    document.body.innerHTML = `
      <header><a href="/" data-at="0,0">Home</a></header>
      <main>
        <a href="/watch/1" data-at="0,100">1</a><a href="/watch/2" data-at="110,100">2</a>
        <a href="/watch/3" data-at="0,200">3</a><input data-at="0,300" value="text" />
      </main>`;
    for (const element of document.querySelectorAll<HTMLElement>('[data-at]')) {
      const [left = 0, top = 0] = (element.dataset['at'] ?? '').split(',').map(Number);
      element.getBoundingClientRect = () => at(left, top) as DOMRect;
      element.getClientRects = () => [at(left, top)] as unknown as DOMRectList;
    }
    goBack.mockReset();
    stop = listenToRemoteControl(goBack);
  });

  afterEach(() => stop());

  function press(key: string, init: KeyboardEventInit = {}): KeyboardEvent {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
    (document.activeElement ?? document.body).dispatchEvent(event);
    return event;
  }

  const focused = () => document.activeElement?.textContent;

  it('starts with the first card on the screen', () => {
    press('ArrowDown');
    expect(focused()).toBe('1');
  });

  it('walks over the cards and up into the header', () => {
    const walk = ['ArrowDown', 'ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'ArrowUp'].map((key) => (press(key), focused()));
    expect(walk).toEqual(['1', '2', '1', '3', '1', 'Home']);
  });

  it('stays where it is at the edge', () => {
    press('ArrowDown');
    expect(press('ArrowLeft').defaultPrevented).toBe(false);
    expect(focused()).toBe('1');
  });

  it('leaves left, right and Backspace to a text field, and takes up and down', () => {
    document.querySelector('input')?.focus();
    expect(press('ArrowLeft').defaultPrevented).toBe(false);
    expect(press('Backspace').defaultPrevented).toBe(false);
    press('ArrowUp');
    expect(focused()).toBe('3');
  });

  it('stays inside an open dialog', () => {
    document.querySelector('main')?.insertAdjacentHTML('beforeend', '<div aria-modal="true"><button data-at="0,400">Yes</button></div>');
    const button = document.querySelector('button') as HTMLElement;
    button.getClientRects = () => [at(0, 400)] as unknown as DOMRectList;
    press('ArrowUp');
    expect(focused()).toBe('Yes');
    press('ArrowUp');
    expect(focused()).toBe('Yes');
  });

  it('ticks a box with OK, and does not send its form', () => {
    document.querySelector('main')?.insertAdjacentHTML('beforeend', '<input type="checkbox">');
    const box = document.querySelector<HTMLInputElement>('[type="checkbox"]');
    box?.focus();
    expect(press('Enter').defaultPrevented).toBe(true);
    expect(box?.checked).toBe(true);
  });

  it.each(['Escape', 'Backspace'])('goes back on %s', (key) => {
    press(key);
    expect(goBack).toHaveBeenCalledOnce();
  });

  it('leaves shortcuts of the browser alone', () => {
    press('ArrowLeft', { altKey: true });
    expect(document.activeElement).toBe(document.body);
  });

  it('lets the player answer first', () => {
    document.body.addEventListener('keydown', (event) => event.preventDefault(), { once: true });
    press('Escape');
    expect(goBack).not.toHaveBeenCalled();
  });
});
