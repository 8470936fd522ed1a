import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api';
import { t } from '../../i18n/index.svelte';
import { FormState } from './form.svelte';

async function refused(error: ApiError): Promise<FormState> {
  const form = new FormState('email');
  await form.send(() => Promise.reject(error));
  return form;
}

describe('FormState', () => {
  it('says what the server said', async () => {
    expect((await refused(new ApiError(401, 'The password is wrong.'))).message).toBe('The password is wrong.');
  });

  it('words a refusal itself that has a name', async () => {
    const form = await refused(new ApiError(401, 'The e-mail address or the password is wrong.', {}, 'sign-in-refused'));
    expect(form.message).toBe(t('refusal.sign-in-refused'));
  });

  it('says what the server said to a name it does not know', async () => {
    expect((await refused(new ApiError(409, 'Taken.', {}, 'of-tomorrow'))).message).toBe('Taken.');
  });

  it('puts errors of fields it does not show into the message', async () => {
    const form = await refused(new ApiError(400, '', { email: ['No address.'], secret: ['Too long.'] }));
    expect(form.errors['email']).toEqual(['No address.']);
    expect(form.message).toBe('Too long.');
  });

  it('words a throttle itself', async () => {
    const form = await refused(new ApiError(429, 'Request was throttled. Expected available in 55 seconds.'));
    expect(form.message).toBe(t('error.tooMany'));
  });
});
