import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../api';
import { t } from '../../i18n/index.svelte';
import PinDialog from './PinDialog.svelte';

const PERSON = { name: 'Alice', avatar: 'fox', colour: 'blue' } as const;
let dialog: ReturnType<typeof mount> | undefined;

afterEach(() => {
  if (dialog) void unmount(dialog);
  dialog = undefined;
});

function open(props: { isNew?: boolean; onpin?: (pin: string) => Promise<void> | void } = {}) {
  const onpin = vi.fn(props.onpin ?? (() => undefined));
  const onclose = vi.fn();
  dialog = mount(PinDialog, { target: document.body, props: { person: PERSON, isNew: props.isNew ?? false, onpin, onclose } });
  flushSync();
  return { onpin, onclose };
}

const button = (name: string) => [...document.querySelectorAll('button')].find((each) => (each.getAttribute('aria-label') ?? each.textContent) === name);
const filled = () => document.querySelectorAll('.filled').length;
const said = () => document.querySelector('[role="alert"]')?.textContent;

function press(key: string): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  (document.activeElement ?? document.body).dispatchEvent(event);
  flushSync();
  return event;
}

async function type(digits: string): Promise<void> {
  [...digits].forEach(press);
  await tick();
}

describe('the PIN dialog', () => {
  it('takes digits from its keys', async () => {
    const { onpin } = open();
    for (const digit of '4711') button(digit)?.click();
    flushSync();
    expect(filled()).toBe(4);
    button(t('pin.ok'))?.click();
    expect(onpin).toHaveBeenCalledWith('4711');
  });

  it('takes digits from a keyboard, and leads its Enter to OK', async () => {
    open();
    await type('4711');
    expect(filled()).toBe(4);
    expect(document.activeElement).toBe(button(t('pin.ok')));
  });

  it('corrects by Backspace, and closes by it when there is nothing to correct', async () => {
    const { onclose } = open();
    await type('4');
    press('Backspace');
    expect(filled()).toBe(0);
    expect(onclose).not.toHaveBeenCalled();
    press('Backspace');
    expect(onclose).toHaveBeenCalledOnce();
  });

  it('does not send half a PIN', async () => {
    const { onpin } = open();
    await type('471');
    button(t('pin.ok'))?.click();
    expect(onpin).not.toHaveBeenCalled();
  });

  it('says that a PIN is wrong, and takes another', async () => {
    const { onpin } = open({ onpin: () => Promise.reject(new ApiError(403, '', {}, 'pin-refused')) });
    await type('0000');
    button(t('pin.ok'))?.click();
    await vi.waitFor(() => expect(said()).toBe(t('refusal.pin-refused')));
    expect(filled()).toBe(0);
    await type('4711');
    expect(said()).toBe('');
    button(t('pin.ok'))?.click();
    expect(onpin).toHaveBeenLastCalledWith('4711');
  });

  it('says how long to wait after too many', async () => {
    open({ onpin: () => Promise.reject(new ApiError(429, 'Throttled.', {}, '', 840)) });
    await type('0000');
    button(t('pin.ok'))?.click();
    await vi.waitFor(() => expect(said()).toBe(t('error.tooManyFor', { minutes: 14 })));
  });

  it('asks for a new one twice', async () => {
    const { onpin } = open({ isNew: true });
    await type('4711');
    button(t('pin.ok'))?.click();
    flushSync();
    expect(onpin).not.toHaveBeenCalled();
    expect(document.querySelector('h2')?.textContent).toBe(t('pin.again'));
    await type('4711');
    button(t('pin.ok'))?.click();
    expect(onpin).toHaveBeenCalledWith('4711');
  });

  it('closes by Escape, which then does nothing else, and gives the focus back', () => {
    document.body.innerHTML = '<button id="before">Alice</button>';
    document.getElementById('before')?.focus();
    const { onclose } = open();
    expect(press('Escape').defaultPrevented).toBe(true);
    expect(onclose).toHaveBeenCalledOnce();
    if (dialog) void unmount(dialog);
    dialog = undefined;
    flushSync();
    expect(document.activeElement?.id).toBe('before');
  });
});
