import type { Connection } from '../connection/connection.ts';
import type { EventsFrame } from '../wire/frames.ts';
import type { ConversationId } from '../wire/ids.ts';
import { gapAfter, isUnreadMissing, shownEvents } from './conversation.ts';
import type { ConversationStore } from './conversationStore.ts';

const PAGE = 50;
const FILL_PAGE = 200;
/** How much of what was read already comes with what is unread. */
const ABOVE_UNREAD = 15;

/** Reads the parts of logs that did not come by themselves: holes, and what is older. */
export class History {
  readonly #connection: Connection;
  readonly #store: ConversationStore;
  readonly #onEvents: (events: EventsFrame) => void;
  readonly #filling = new Set<ConversationId>();
  readonly #older = new Map<ConversationId, Promise<void>>();
  readonly #newer = new Map<ConversationId, Promise<void>>();
  /** How often somebody went to the newest: what was asked for before must not take them back. */
  readonly #departures = new Map<ConversationId, number>();

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
        this.#store.applyPage(id, page.events);
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

  /** Loads the page below what somebody reads. Calls that overlap share one request. */
  loadOlder(id: ConversationId): Promise<void> {
    return shared(this.#older, id, () => this.#loadOlder(id));
  }

  /**
   * Loads the page above what somebody reads, or, where the first unread event lies below all that is here, the stretch around
   * it. Does nothing where nothing is missing. Calls that overlap share one request.
   */
  loadNewer(id: ConversationId): Promise<void> {
    return shared(this.#newer, id, () => this.#loadNewer(id));
  }

  /** Goes back to the newest, past all that is in between. */
  toNewest(id: ConversationId): void {
    this.#departures.set(id, (this.#departures.get(id) ?? 0) + 1);
    this.#newer.delete(id);
    this.#store.leaveAround(id);
  }

  async #loadOlder(id: ConversationId): Promise<void> {
    const conversation = this.#store.get(id);
    if (conversation === undefined || conversation.complete) {
      return;
    }
    const before = shownEvents(conversation)[0]?.seq;
    const page = await this.#read({ conversation: id, before, limit: PAGE });
    const now = this.#store.get(id);
    if (now === undefined || shownEvents(now)[0]?.seq !== before) {
      // Meanwhile somebody has left that stretch.
      return;
    }
    if (now.around.length > 0) {
      this.#store.applyAround(id, page.events);
    } else {
      this.#store.applyPage(id, page.events);
    }
    if (!page.more) {
      this.#store.reachedStart(id);
    }
    this.#onEvents(page);
  }

  async #loadNewer(id: ConversationId): Promise<void> {
    const conversation = this.#store.get(id);
    const before = conversation?.events[0]?.seq;
    if (conversation === undefined || before === undefined) {
      return;
    }
    const last = conversation.around.at(-1)?.seq;
    if (last === undefined && !isUnreadMissing(conversation)) {
      return;
    }
    const departures = this.#departures.get(id);
    const after = last ?? Math.max(0, conversation.readSeq - ABOVE_UNREAD);
    const page = await this.#read({ conversation: id, after, before, limit: PAGE });
    const now = this.#store.get(id);
    if (now === undefined || this.#departures.get(id) !== departures) {
      return;
    }
    if (page.events.length > 0) {
      this.#store.applyAround(id, page.events);
    }
    this.#onEvents(page);
    const then = this.#store.get(id)!;
    if (then.around.at(-1)?.seq === last && (last !== undefined || isUnreadMissing(then))) {
      // Retention has removed what was between: the newest stretch is where the log begins now.
      this.#store.leaveAround(id);
      this.#store.reachedStart(id);
    }
  }

  #gapOf(id: ConversationId): number | null {
    const conversation = this.#store.get(id);
    return conversation === undefined ? null : gapAfter(conversation);
  }

  #read(range: { conversation: ConversationId; after?: number; before?: number; limit: number }): Promise<EventsFrame> {
    return this.#connection.request<EventsFrame>({ type: 'history', ...range });
  }
}

function shared(running: Map<ConversationId, Promise<void>>, id: ConversationId, start: () => Promise<void>): Promise<void> {
  const before = running.get(id);
  if (before !== undefined) {
    return before;
  }
  const started = start().finally(() => {
    if (running.get(id) === started) {
      running.delete(id);
    }
  });
  running.set(id, started);
  return started;
}
