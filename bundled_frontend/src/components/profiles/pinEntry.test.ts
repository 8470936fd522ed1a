import { describe, expect, it } from 'vitest';
import { EMPTY, erased, isLongEnough, repeated, typed, type PinEntry } from './pinEntry';

const entered = (digits: string, entry = EMPTY): PinEntry => [...digits].reduce(typed, entry);

describe('a PIN', () => {
  it('has 4 to 8 digits', () => {
    expect(isLongEnough(entered('123'))).toBe(false);
    expect(isLongEnough(entered('1234'))).toBe(true);
    expect(entered('1234567890').digits).toBe('12345678');
  });

  it('can be corrected', () => {
    expect(erased(entered('12')).digits).toBe('1');
    expect(erased(EMPTY).digits).toBe('');
  });

  it('that is new is asked for twice', () => {
    const again = repeated(entered('1234'));
    expect(again).toEqual({ digits: '', first: '1234', differs: false });
    expect(repeated(entered('1234', again as PinEntry))).toBe('done');
  });

  it('that is new begins anew when the second is not the first, and says so until the next digit', () => {
    const again = repeated(entered('1234')) as PinEntry;
    const anew = repeated(entered('1235', again)) as PinEntry;
    expect(anew).toEqual({ ...EMPTY, differs: true });
    expect(typed(anew, '1').differs).toBe(false);
  });
});
