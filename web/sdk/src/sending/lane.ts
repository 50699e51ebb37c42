import type { Pending } from './pending.ts';

/**
 * The sends of one conversation. They go out one behind the other without waiting for answers, until one has to be
 * repeated: those behind it then wait, so that a repetition does not change the order more than it must.
 */
export class Lane {
  readonly #transmit: (pending: Pending) => Promise<number | null>;
  readonly #held: Pending[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #blocked = false;
  /** Rises with each connection, so that answers of a lost connection hold nothing up. */
  #round = 0;

  constructor(transmit: (pending: Pending) => Promise<number | null>) {
    this.#transmit = transmit;
  }

  add(pending: Pending): void {
    if (this.#blocked) {
      this.#held.push(pending);
    } else {
      void this.#send(pending);
    }
  }

  /** On a new connection: what was on its way in the old one goes out again. */
  restart(pending: readonly Pending[]): void {
    this.#round++;
    this.#blocked = false;
    clearTimeout(this.#timer);
    this.#held.length = 0;
    pending.forEach((each) => this.add(each));
  }

  drop(clientId: string): void {
    const index = this.#held.findIndex((held) => held.clientId === clientId);
    if (index >= 0) {
      this.#held.splice(index, 1);
    }
  }

  async #send(pending: Pending): Promise<void> {
    const round = this.#round;
    const delayMs = await this.#transmit(pending);
    if (delayMs === null || round !== this.#round) {
      return;
    }
    this.#hold(pending);
    if (!this.#blocked) {
      this.#blocked = true;
      this.#timer = setTimeout(() => this.#resume(), delayMs);
    }
  }

  #resume(): void {
    this.#blocked = false;
    this.#held.splice(0).forEach((pending) => this.add(pending));
  }

  #hold(pending: Pending): void {
    const behind = this.#held.findIndex((held) => held.clientId > pending.clientId);
    this.#held.splice(behind < 0 ? this.#held.length : behind, 0, pending);
  }
}
