import type { KeyValueStore, Storage } from './keyValueStore.ts';

/** For tests, and for browsers that refuse to store anything. */
export class MemoryStore implements KeyValueStore {
  readonly #entries = new Map<string, string>();

  async get(key: string): Promise<string | null> {
    return this.#entries.get(key) ?? null;
  }

  async set(key: string, value: string): Promise<void> {
    this.#entries.set(key, value);
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key);
  }

  async keys(prefix: string): Promise<readonly string[]> {
    return [...this.#entries.keys()].filter((key) => key.startsWith(prefix));
  }
}

export function memoryStorage(): Storage {
  return { durable: new MemoryStore(), cache: new MemoryStore() };
}
