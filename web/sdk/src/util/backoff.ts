export interface BackoffOptions {
  readonly baseMs: number;
  readonly capMs: number;
  readonly random?: () => number;
}

/**
 * Exponential back-off with full jitter: after a restart thousands of clients come back, and only delays spread over the
 * whole range keep them from coming all at once.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  #attempt = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  get attempt(): number {
    return this.#attempt;
  }

  next(): number {
    const ceiling = Math.min(this.#options.capMs, this.#options.baseMs * 2 ** this.#attempt);
    this.#attempt++;
    return this.within(0, ceiling);
  }

  within(min: number, max: number): number {
    const random = this.#options.random ?? Math.random;
    return Math.round(min + random() * Math.max(0, max - min));
  }

  reset(): void {
    this.#attempt = 0;
  }
}
