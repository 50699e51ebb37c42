export interface HeartbeatOptions {
  readonly probeMs: number;
  readonly ping: () => void;
  readonly dead: () => void;
}

/**
 * Finds out that a connection is dead though it looks open, as after a phone changed its network. A page cannot see the
 * server's pings, so silence is broken by a ping of our own, which wants an answer.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #intervalMs = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #probing: ReturnType<typeof setTimeout> | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(serverHeartbeatMs: number): void {
    this.stop();
    this.#intervalMs = serverHeartbeatMs / 2;
    this.signOfLife();
  }

  stop(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#probing);
    this.#probing = undefined;
    this.#intervalMs = 0;
  }

  signOfLife(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#probing);
    this.#probing = undefined;
    if (this.#intervalMs > 0) {
      this.#idle = setTimeout(() => this.probe(), this.#intervalMs);
    }
  }

  probe(): void {
    if (this.#intervalMs > 0 && this.#probing === undefined) {
      this.#options.ping();
      this.#probing = setTimeout(this.#options.dead, this.#options.probeMs);
    }
  }
}
