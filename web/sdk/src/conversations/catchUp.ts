import type { Connection } from '../connection/connection.ts';
import { Observable } from '../util/observable.ts';
import { asDewberryError } from '../wire/errors.ts';
import type { ConversationsFrame } from '../wire/frames.ts';
import type { ConversationStore } from './conversationStore.ts';
import type { History } from './history.ts';

const EVENTS = 20;
const CONVERSATIONS = 50;
const RETRY_MS = 2000;

export interface CatchUpOptions {
  readonly connection: Connection;
  readonly store: ConversationStore;
  readonly history: History;
  readonly onPage: (page: ConversationsFrame) => void;
  readonly onDone: () => void;
}

/** Brings everything up to date by `sync`, from where the last one ended. */
export class CatchUp {
  cursor: string | null = null;
  /** Whether what is shown may be old. */
  readonly running = new Observable(false);
  readonly #options: CatchUpOptions;
  #again = false;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  /** One pass at a time; one that is asked for meanwhile follows. */
  async run(): Promise<void> {
    if (this.running.get()) {
      this.#again = true;
      return;
    }
    this.running.set(true);
    try {
      do {
        this.#again = false;
        await this.#pass();
      } while (this.#again);
      this.running.set(false);
      this.#options.onDone();
    } catch (thrown) {
      this.running.set(false);
      this.#failed(thrown);
    }
  }

  async #pass(): Promise<void> {
    const { connection, store, history } = this.#options;
    for (let more = true; more; ) {
      const page = await connection.request<ConversationsFrame>({
        type: 'sync',
        cursor: this.cursor,
        events: EVENTS,
        limit: CONVERSATIONS,
      });
      store.applyItems(page.items);
      this.cursor = page.cursor;
      this.#options.onPage(page);
      more = page.more;
    }
    for (const id of store.withGaps()) {
      await history.fill(id);
    }
  }

  /** A lost connection needs nothing: the next `welcome` starts over. */
  #failed(thrown: unknown): void {
    const error = asDewberryError(thrown);
    if (error.code === 'network') {
      return;
    }
    if (error.code === 'bad_frame') {
      // A cursor that the server no longer understands.
      this.cursor = null;
    }
    setTimeout(() => {
      if (this.#options.connection.isOnline) {
        void this.run();
      }
    }, error.retryAfterMs ?? RETRY_MS);
  }
}
