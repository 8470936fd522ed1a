import type { Direction } from '../../navigation/nearest';

/** Where the focus is: on the picture (or nowhere), on a button, or on a slider, which uses left and right itself. */
export type FocusPlace = 'picture' | 'button' | 'slider';

export type PlayerAction =
  | { do: 'toggle-play' | 'play' | 'pause' | 'toggle-sound' | 'toggle-fullscreen' | 'next' | 'leave' }
  | { do: 'skip'; seconds: number }
  | { do: 'move'; direction: Direction };

const SKIP = 10;

/** What a key means in the player; the keys of TV remotes are among them. Null: nothing of ours. */
export function actionOf(key: string, place: FocusPlace): PlayerAction | null {
  switch (key) {
    case ' ':
    case 'Enter':
      return place === 'button' ? null : { do: 'toggle-play' }; // a button presses itself
    case 'k':
    case 'K':
    case 'MediaPlayPause':
      return { do: 'toggle-play' };
    case 'MediaPlay':
      return { do: 'play' };
    case 'MediaPause':
    case 'MediaStop':
      return { do: 'pause' };
    case 'MediaRewind':
    case 'j':
    case 'J':
      return { do: 'skip', seconds: -SKIP };
    case 'MediaFastForward':
    case 'l':
    case 'L':
      return { do: 'skip', seconds: SKIP };
    case 'm':
    case 'M':
      return { do: 'toggle-sound' };
    case 'f':
    case 'F':
      return { do: 'toggle-fullscreen' };
    case 'n':
    case 'N':
    case 'MediaTrackNext':
      return { do: 'next' };
    case 'Escape':
    case 'Backspace':
    case 'GoBack':
    case 'BrowserBack':
      return { do: 'leave' };
    case 'ArrowLeft':
    case 'ArrowRight':
      return sideways(key, place);
    case 'ArrowUp':
      return { do: 'move', direction: 'up' };
    case 'ArrowDown':
      return { do: 'move', direction: 'down' };
    default:
      return null;
  }
}

function sideways(key: 'ArrowLeft' | 'ArrowRight', place: FocusPlace): PlayerAction | null {
  const left = key === 'ArrowLeft';
  if (place === 'slider') return null;
  if (place === 'button') return { do: 'move', direction: left ? 'left' : 'right' };
  return { do: 'skip', seconds: left ? -SKIP : SKIP };
}
