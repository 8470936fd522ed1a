/** Field errors as Django REST framework gives them: `{"email": ["..."]}`. */
export type FieldErrors = Record<string, string[]>;

/** The one error that calls to the server end with. `status` 0: the server could not be reached. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly fields: FieldErrors;
  /** The server's name for the reason, such as `link-invalid`; empty where it gives none. */
  readonly code: string;
  /** Seconds until another try makes sense; null where the server does not say. */
  readonly retryAfter: number | null;

  constructor(status: number, message: string, fields: FieldErrors = {}, code = '', retryAfter: number | null = null) {
    super(message);
    this.status = status;
    this.fields = fields;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  get unreachable(): boolean {
    return this.status === 0;
  }

  static async from(response: Response): Promise<ApiError> {
    const retryAfter = seconds(response.headers.get('Retry-After'));
    let body: unknown;
    try {
      body = await response.json();
    } catch {
      body = null; // a proxy's HTML page, or nothing at all
    }
    if (typeof body !== 'object' || body === null) return new ApiError(response.status, '', {}, '', retryAfter);
    const { detail, code, ...others } = body as Record<string, unknown>;
    return new ApiError(response.status, text(detail), fieldErrors(others), text(code), retryAfter);
  }
}

function seconds(header: string | null): number | null {
  return header !== null && /^\d+$/.test(header) ? Number(header) : null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function fieldErrors(body: Record<string, unknown>): FieldErrors {
  const fields: FieldErrors = {};
  for (const [name, value] of Object.entries(body)) {
    const messages = (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
    if (messages.length) fields[name] = messages;
  }
  return fields;
}
