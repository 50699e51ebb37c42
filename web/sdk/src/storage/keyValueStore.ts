/** Where the SDK keeps what must survive a reload. Values are strings, so that any store will do. */
export interface KeyValueStore {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
  keys(prefix: string): Promise<readonly string[]>;
  /** Tells of changes by other tabs, where the store can see them. */
  watch?(listener: (key: string) => void): () => void;
}

export interface Storage {
  /** Small and shared with other tabs at once: the session and unsent messages. */
  readonly durable: KeyValueStore;
  /** May be large and may be lost: conversations and their cursor, so that a start shows something at once. */
  readonly cache: KeyValueStore;
}
