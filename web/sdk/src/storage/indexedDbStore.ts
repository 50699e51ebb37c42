import type { KeyValueStore } from './keyValueStore.ts';

const ENTRIES = 'entries';

/** One object store of strings in IndexedDB: room for more than `localStorage` takes, without blocking the page. */
export class IndexedDbStore implements KeyValueStore {
  readonly #name: string;
  #opened: Promise<IDBDatabase> | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  async get(key: string): Promise<string | null> {
    return (await this.#run<string | undefined>('readonly', (entries) => entries.get(key))) ?? null;
  }

  async set(key: string, value: string): Promise<void> {
    await this.#run('readwrite', (entries) => entries.put(value, key));
  }

  async delete(key: string): Promise<void> {
    await this.#run('readwrite', (entries) => entries.delete(key));
  }

  async keys(prefix: string): Promise<readonly string[]> {
    const keys = await this.#run('readonly', (entries) => entries.getAllKeys());
    return keys.map(String).filter((key) => key.startsWith(prefix));
  }

  async #run<T>(mode: IDBTransactionMode, action: (entries: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const database = await (this.#opened ??= this.#open());
    return new Promise((resolve, reject) => {
      const request = action(database.transaction(ENTRIES, mode).objectStore(ENTRIES));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  #open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(ENTRIES);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }
}
