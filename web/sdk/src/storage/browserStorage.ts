import { IndexedDbStore } from './indexedDbStore.ts';
import type { KeyValueStore, Storage } from './keyValueStore.ts';
import { MemoryStore } from './memoryStore.ts';
import { WebStore } from './webStore.ts';

/** The best stores this browser allows; private windows may refuse them, and then memory has to do. */
export function browserStorage(name: string): Storage {
  return {
    durable: available(() => new WebStore(globalThis.localStorage)),
    cache: available(() => {
      if (!('indexedDB' in globalThis)) {
        throw new Error('no IndexedDB');
      }
      return new IndexedDbStore(name);
    }),
  };
}

function available(make: () => KeyValueStore): KeyValueStore {
  try {
    return make();
  } catch {
    return new MemoryStore();
  }
}
