import { describe, expect, it } from 'vitest';
import { deviceClient, deviceIcon, deviceName } from './devices';

describe('a device', () => {
  it.each([
    ['', 'Chrome on Android', 'phone'],
    ['', 'Safari on iPhone', 'phone'],
    ['', 'Safari on iPad', 'tablet'],
    ['', 'TV browser on LG TV', 'tv'],
    ['', 'Chrome on Android TV', 'tv'],
    ['Lena’s tablet', 'Chrome on Android', 'tablet'],
    ['', 'Firefox on Linux', 'laptop'],
    ['', '', 'laptop'],
  ])('%j, %j looks like a %s', (name, client, icon) => {
    expect(deviceIcon({ name, client })).toBe(icon);
  });

  it('is called by its name, else by its browser', () => {
    expect(deviceName({ name: 'Kitchen', client: 'Chrome on Linux' }, '?')).toBe('Kitchen');
    expect(deviceName({ name: '', client: 'Chrome on Linux' }, '?')).toBe('Chrome on Linux');
    expect(deviceName({ name: '', client: '' }, '?')).toBe('?');
  });

  it('does not say the same twice', () => {
    expect(deviceClient({ name: 'Kitchen', client: 'Chrome on Linux' })).toBe('Chrome on Linux');
    expect(deviceClient({ name: '', client: 'Chrome on Linux' })).toBe('');
    expect(deviceClient({ name: 'Chrome on Linux', client: 'Chrome on Linux' })).toBe('');
  });
});
