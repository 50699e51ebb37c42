import type { Connection } from '../connection/connection.ts';
import type { ConversationId } from '../wire/ids.ts';

interface Marks {
  delivered: number;
  read: number;
}

const GATHER_MS = 150;

/** One's own marks on their way to the server: gathered for a moment, and repeated after `welcome` and `resync`. */
export class MarkSender {
  readonly #connection: Connection;
  readonly #last = new Map<ConversationId, Marks>();
  readonly #waiting = new Set<ConversationId>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  mark(conversation: ConversationId, delivered: number, read: number): void {
    const last = this.#last.get(conversation) ?? { delivered: 0, read: 0 };
    if (delivered <= last.delivered && read <= last.read) {
      return;
    }
    const marks = { delivered: Math.max(last.delivered, delivered, read), read: Math.max(last.read, read) };
    this.#last.set(conversation, marks);
    this.#waiting.add(conversation);
    this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  repeat(): void {
    this.#last.forEach((_, conversation) => this.#waiting.add(conversation));
    this.flush();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const conversation of this.#waiting) {
      const { delivered, read } = this.#last.get(conversation)!;
      // A read mark implies that all below it was delivered.
      if (read > 0) {
        this.#connection.post({ type: 'read', conversation, seq: read });
      }
      if (delivered > read) {
        this.#connection.post({ type: 'delivered', conversation, seq: delivered });
      }
    }
    this.#waiting.clear();
  }

  forget(conversation: ConversationId): void {
    this.#last.delete(conversation);
    this.#waiting.delete(conversation);
  }

  /** What the next visit must repeat, in case the page is closed before the marks arrived. */
  entries(): readonly (readonly [ConversationId, number, number])[] {
    return [...this.#last].slice(-100).map(([id, marks]) => [id, marks.delivered, marks.read] as const);
  }

  clear(): void {
    this.#last.clear();
    this.#waiting.clear();
  }
}
