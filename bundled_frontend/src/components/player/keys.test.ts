import { describe, expect, it } from 'vitest';
import { actionOf, type FocusPlace } from './keys';

describe('keys of the player', () => {
  it.each<[string, FocusPlace, unknown]>([
    [' ', 'picture', { do: 'toggle-play' }],
    [' ', 'slider', { do: 'toggle-play' }],
    [' ', 'button', null],
    ['Enter', 'button', null],
    ['k', 'button', { do: 'toggle-play' }],
    ['f', 'picture', { do: 'toggle-fullscreen' }],
    ['M', 'picture', { do: 'toggle-sound' }],
    ['MediaPlayPause', 'picture', { do: 'toggle-play' }],
    ['ArrowLeft', 'picture', { do: 'skip', seconds: -10 }],
    ['ArrowRight', 'picture', { do: 'skip', seconds: 10 }],
    ['ArrowRight', 'button', { do: 'move', direction: 'right' }],
    ['ArrowRight', 'slider', null],
    ['ArrowDown', 'picture', { do: 'move', direction: 'down' }],
    ['ArrowUp', 'slider', { do: 'move', direction: 'up' }],
    ['Backspace', 'button', { do: 'leave' }],
    ['n', 'picture', { do: 'next' }],
    ['MediaTrackNext', 'button', { do: 'next' }],
    ['x', 'picture', null],
  ])('%j on the %s', (key, place, action) => {
    expect(actionOf(key, place)).toEqual(action);
  });
});
