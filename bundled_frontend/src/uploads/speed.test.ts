import { describe, expect, it } from 'vitest';
import { Speed } from './speed';

function noted(...marks: [seconds: number, bytes: number][]): Speed {
  const speed = new Speed();
  for (const [seconds, bytes] of marks) speed.note(bytes, seconds * 1000);
  return speed;
}

describe('the speed', () => {
  it('is unknown at first', () => {
    expect(noted().perSecond).toBe(0);
    expect(noted([0, 0]).perSecond).toBe(0);
    expect(noted([0, 0], [0.1, 1000]).secondsFor(10)).toBeNull();
  });

  it('tells the time that is left', () => {
    const speed = noted([0, 0], [1, 1000], [2, 2000]);
    expect(speed.perSecond).toBe(1000);
    expect(speed.secondsFor(5000)).toBe(5);
  });

  it('forgets how it was long ago', () => {
    const marks = Array.from({ length: 30 }, (_, second): [number, number] => [second, second < 15 ? second * 10 : 150 + (second - 15) * 1000]);
    expect(noted(...marks).perSecond).toBeCloseTo(1000, -2);
  });

  it('knows no time for what stands still', () => {
    expect(noted([0, 500], [5, 500]).secondsFor(100)).toBeNull();
  });

  it('does not go backwards when a part is sent again', () => {
    expect(noted([0, 0], [1, 5000], [2, 1000], [3, 2000]).perSecond).toBe(1000);
  });

  it('does not count a break', () => {
    const speed = noted([0, 0], [1, 1000]);
    speed.reset();
    speed.note(1000, 100_000);
    speed.note(3000, 101_000);
    expect(speed.perSecond).toBe(2000);
  });
});
