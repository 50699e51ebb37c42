/** The stable codes of the server, and three of our own: `network`, `timeout` and `signed_out`. */
export type ErrorCode =
  | 'bad_frame'
  | 'unsupported'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'blocked'
  | 'rate_limited'
  | 'busy'
  | 'internal'
  | 'bad_credentials'
  | 'username_taken'
  | 'registration_closed'
  | 'network'
  | 'timeout'
  | 'signed_out';

/** The one error type that the SDK throws. */
export class DewberryError extends Error {
  readonly code: ErrorCode;
  /** When the server says so: how long to wait before the next try. */
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.name = 'DewberryError';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Whether a send that failed so may have been committed, or may be committed later: it must be repeated with the same
 * `clientId`. `rate_limited` is certain (not committed), but it passes by itself, so it is repeated as well.
 */
export function isWorthRepeating(code: ErrorCode): boolean {
  return ['busy', 'internal', 'network', 'timeout', 'rate_limited'].includes(code);
}

export function asDewberryError(thrown: unknown): DewberryError {
  return thrown instanceof DewberryError ? thrown : new DewberryError('internal', String(thrown));
}
