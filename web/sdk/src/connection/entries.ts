/**
 * The addresses of one installation, for example `https://chat.example.org`. The one that worked last is tried first.
 * REST and the socket share it, so that what one of them learns the other knows.
 */
export class Entries {
  readonly #addresses: readonly string[];
  #current = 0;

  /** @throws RangeError without any address */
  constructor(...addresses: readonly string[]) {
    if (addresses.length === 0) {
      throw new RangeError('at least one address is needed');
    }
    this.#addresses = addresses.map((address) => address.replace(/\/+$/, ''));
  }

  get count(): number {
    return this.#addresses.length;
  }

  get current(): string {
    return this.#addresses[this.#current]!;
  }

  /** Moves on from an address that failed; where somebody else did so already, there is nothing to do. */
  failed(address: string): void {
    if (this.current === address) {
      this.#current = (this.#current + 1) % this.#addresses.length;
    }
  }
}

/** `http:` becomes `ws:`, and `https:` becomes `wss:`. */
export function socketUrl(address: string): string {
  return `${address.replace(/^http/, 'ws')}/ws`;
}
