import { ApiError, type FieldErrors } from '../../api';
import { isKey, t } from '../../i18n/index.svelte';

/** A form that is being sent: busy or not, and what the server had against it. */
export class FormState {
  busy = $state(false);
  errors: FieldErrors = $state.raw({});
  message = $state('');
  readonly #shown: readonly string[];

  /** `shown`: the fields that show their own errors; those of all others go into `message`. */
  constructor(...shown: string[]) {
    this.#shown = shown;
  }

  async send(action: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.errors = {};
    this.message = '';
    try {
      await action();
    } catch (error) {
      this.#show(error);
    } finally {
      this.busy = false;
    }
  }

  refuse(field: string, message: string): void {
    this.errors = { [field]: [message] };
  }

  #show(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    this.errors = error.fields;
    const others = Object.entries(error.fields).filter(([name]) => !this.#shown.includes(name));
    const said = refusalText(error);
    this.message = others.flatMap(([, messages]) => messages).join(' ') || said;
    if (!this.message && !Object.keys(error.fields).length) this.message = generalText(error);
  }
}

/** Why the server refused: in our words where it names a reason that we know, else in its own. */
function refusalText(error: ApiError): string {
  const key = `refusal.${error.code}`;
  if (isKey(key)) return t(key);
  return error.status === 429 ? '' : error.message; // a throttle's own words are for programs
}

/** A sentence for errors that come without one. */
export function generalText(error: ApiError): string {
  if (error.unreachable) return t('error.unreachable');
  if (error.status !== 429) return t('error.generic');
  const minutes = Math.ceil((error.retryAfter ?? 0) / 60);
  return minutes > 1 ? t('error.tooManyFor', { minutes }) : t('error.tooMany');
}

/** What to say about an error outside of a form. */
export function errorText(error: ApiError): string {
  return refusalText(error) || generalText(error);
}
