import type { KeyValueStore } from './keyValueStore.ts';

/** `localStorage`: written before the call returns, so an unsent message survives a tab that closes right away. */
export class WebStore implements KeyValueStore {
  readonly #area: globalThis.Storage;

  constructor(area: globalThis.Storage = globalThis.localStorage) {
    this.#area = area;
  }

  async get(key: string): Promise<string | null> {
    return this.#area.getItem(key);
  }

  async set(key: string, value: string): Promise<void> {
    this.#area.setItem(key, value);
  }

  async delete(key: string): Promise<void> {
    this.#area.removeItem(key);
  }

  async keys(prefix: string): Promise<readonly string[]> {
    return Array.from({ length: this.#area.length }, (_, i) => this.#area.key(i) ?? '').filter((key) =>
      key.startsWith(prefix),
    );
  }

  watch(listener: (key: string) => void): () => void {
    const onStorage = (event: StorageEvent): void => {
      if (event.key !== null) {
        listener(event.key);
      }
    };
    globalThis.addEventListener('storage', onStorage);
    return () => globalThis.removeEventListener('storage', onStorage);
  }
}
