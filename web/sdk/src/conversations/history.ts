import type { Connection } from '../connection/connection.ts';
import type { EventsFrame } from '../wire/frames.ts';
import type { ConversationId } from '../wire/ids.ts';
import { gapAfter } from './conversation.ts';
import type { ConversationStore } from './conversationStore.ts';

const PAGE = 50;
const FILL_PAGE = 200;

/** Reads the parts of logs that did not come by themselves: holes, and what is older. */
export class History {
  readonly #connection: Connection;
  readonly #store: ConversationStore;
  readonly #onEvents: (events: EventsFrame) => void;
  readonly #filling = new Set<ConversationId>();
  readonly #older = new Map<ConversationId, Promise<void>>();

  constructor(connection: Connection, store: ConversationStore, onEvents: (events: EventsFrame) => void) {
    this.#connection = connection;
    this.#store = store;
    this.#onEvents = onEvents;
  }

  /** Fills the hole above the known stretch, if there is one. Where the connection breaks, the next catch-up goes on. */
  async fill(id: ConversationId): Promise<void> {
    if (this.#filling.has(id)) {
      return;
    }
    this.#filling.add(id);
    try {
      for (let after = this.#gapOf(id); after !== null; ) {
        const page = await this.#read({ conversation: id, after, limit: FILL_PAGE });
        this.#store.applyPage(id, page.events, false);
        this.#onEvents(page);
        const next = this.#gapOf(id);
        after = next !== null && next > after ? next : null;
      }
    } catch {
      // The hole is still known: see above.
    } finally {
      this.#filling.delete(id);
    }
  }

  /** Loads the page below what is there. Calls that overlap share one request. */
  loadOlder(id: ConversationId): Promise<void> {
    const running = this.#older.get(id);
    if (running !== undefined) {
      return running;
    }
    const started = this.#loadOlder(id).finally(() => this.#older.delete(id));
    this.#older.set(id, started);
    return started;
  }

  async #loadOlder(id: ConversationId): Promise<void> {
    const conversation = this.#store.get(id);
    if (conversation === undefined || conversation.complete) {
      return;
    }
    const before = conversation.events[0]?.seq;
    const page = await this.#read({ conversation: id, before, limit: PAGE });
    this.#store.applyPage(id, page.events, !page.more);
    this.#onEvents(page);
  }

  #gapOf(id: ConversationId): number | null {
    const conversation = this.#store.get(id);
    return conversation === undefined ? null : gapAfter(conversation);
  }

  #read(range: { conversation: ConversationId; after?: number; before?: number; limit: number }): Promise<EventsFrame> {
    return this.#connection.request<EventsFrame>({ type: 'history', ...range });
  }
}
