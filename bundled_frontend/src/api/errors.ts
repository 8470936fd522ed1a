/** Field errors as Django REST framework gives them: `{"email": ["..."]}`. */
export type FieldErrors = Record<string, string[]>;

/** The one error that calls to the server end with. `status` 0: the server could not be reached. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly fields: FieldErrors;
  /** The server's name for the reason, such as `link-invalid`; empty where it gives none. */
  readonly code: string;

  constructor(status: number, message: string, fields: FieldErrors = {}, code = '') {
    super(message);
    this.status = status;
    this.fields = fields;
    this.code = code;
  }

  get unreachable(): boolean {
    return this.status === 0;
  }

  static async from(response: Response): Promise<ApiError> {
    let body: unknown;
    try {
      body = await response.json();
    } catch {
      body = null; // a proxy's HTML page, or nothing at all
    }
    if (typeof body !== 'object' || body === null) return new ApiError(response.status, '');
    const { detail, code, ...others } = body as Record<string, unknown>;
    return new ApiError(response.status, text(detail), fieldErrors(others), text(code));
  }
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
