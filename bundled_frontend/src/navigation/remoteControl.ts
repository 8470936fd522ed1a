import { directionOf, moveFocus } from './moveFocus';

/** Inputs where left, right and Backspace belong to the text. */
function isTextInput(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type));
}

/** What a TV remote or a keyboard says to any page: move the focus, go back. The player answers first on its own page. */
export function listenToRemoteControl(goBack: () => void): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const typing = isTextInput(event.target);
    const direction = directionOf(event);
    if (direction) {
      if (typing && (direction === 'left' || direction === 'right')) return;
      // An open dialog holds the focus.
      if (moveFocus(document.querySelector('[aria-modal="true"]') ?? document, direction)) event.preventDefault();
    } else if (event.key === 'Enter' && event.target instanceof HTMLInputElement && event.target.type === 'checkbox') {
      event.preventDefault(); // a remote's OK ticks the box, and does not send the form
      event.target.click();
    } else if (event.key === 'Escape' || event.key === 'GoBack' || event.key === 'BrowserBack' || (event.key === 'Backspace' && !typing)) {
      event.preventDefault();
      goBack();
    }
  }
  // On the window: whatever handles a key closer to its element has had its turn.
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
