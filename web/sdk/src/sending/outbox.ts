import type { Connection } from '../connection/connection.ts';
import type { KeyValueStore } from '../storage/keyValueStore.ts';
import { Observable } from '../util/observable.ts';
import { ulid } from '../util/ulid.ts';
import type { Content } from '../wire/content.ts';
import { asDewberryError, isWorthRepeating } from '../wire/errors.ts';
import type { Ack } from '../wire/frames.ts';
import type { ConversationId } from '../wire/ids.ts';
import { Lane } from './lane.ts';
import type { Pending } from './pending.ts';

type ByConversation = ReadonlyMap<ConversationId, readonly Pending[]>;

/**
 * Everything that was sent and is not acknowledged. It survives reloads, and is repeated with the same `clientId` until
 * the server says that it is committed or refused. Two tabs may repeat the same send: the server keeps one.
 */
export class Outbox {
  readonly pending = new Observable<ByConversation>(new Map());
  readonly #connection: Connection;
  readonly #store: KeyValueStore;
  readonly #prefix: string;
  readonly #lanes = new Map<ConversationId, Lane>();

  readonly #onAck: (pending: Pending, ack: Ack) => void;

  constructor(
    connection: Connection,
    store: KeyValueStore,
    prefix: string,
    onAck: (pending: Pending, ack: Ack) => void,
  ) {
    this.#onAck = onAck;
    this.#connection = connection;
    this.#store = store;
    this.#prefix = prefix;
  }

  /** Takes over what earlier visits, and tabs that were closed, have left unsent. */
  async restore(): Promise<void> {
    const keys = await this.#store.keys(this.#prefix);
    const stored = await Promise.all(keys.map((key) => this.#store.get(key)));
    const found = stored.filter((text) => text !== null).map((text) => JSON.parse(text) as Pending);
    found.sort((a, b) => (a.clientId < b.clientId ? -1 : 1)).forEach((pending) => this.#put(pending));
  }

  send(conversation: ConversationId, content: Content): Pending {
    const pending: Pending = { clientId: ulid(), conversation, content, createdAt: Date.now(), failed: null };
    void this.#store.set(this.#prefix + pending.clientId, JSON.stringify(pending)).catch(() => undefined);
    this.#put(pending);
    this.#laneOf(conversation).add(pending);
    return pending;
  }

  /** After `welcome` and `resync`: everything whose outcome is open goes out again, in its order. */
  resendAll(): void {
    for (const [conversation, list] of this.pending.get()) {
      this.#laneOf(conversation).restart(list.filter((pending) => pending.failed === null));
    }
  }

  /** Sends once more what was refused; it was not committed, so the `clientId` may stay. */
  retry(pending: Pending): void {
    const again: Pending = { ...pending, failed: null };
    this.#put(again);
    void this.#store.set(this.#prefix + again.clientId, JSON.stringify(again)).catch(() => undefined);
    this.#laneOf(pending.conversation).add(again);
  }

  /** It was seen in the log, acknowledged, or given up. */
  remove(conversation: ConversationId, clientId: string): Pending | null {
    const list = this.pending.get().get(conversation) ?? [];
    const found = list.find((pending) => pending.clientId === clientId);
    if (found === undefined) {
      return null;
    }
    void this.#store.delete(this.#prefix + clientId);
    this.#laneOf(conversation).drop(clientId);
    const rest = list.filter((pending) => pending !== found);
    this.pending.update((all) => {
      const next = new Map(all);
      if (rest.length === 0) {
        next.delete(conversation);
      } else {
        next.set(conversation, rest);
      }
      return next;
    });
    return found;
  }

  async erase(): Promise<void> {
    for (const key of await this.#store.keys(this.#prefix)) {
      await this.#store.delete(key);
    }
    this.pending.set(new Map());
  }

  #put(pending: Pending): void {
    this.pending.update((all) => {
      const list = all.get(pending.conversation) ?? [];
      const others = list.filter((other) => other.clientId !== pending.clientId);
      return new Map(all).set(pending.conversation, [...others, pending]);
    });
  }

  #laneOf(conversation: ConversationId): Lane {
    let lane = this.#lanes.get(conversation);
    if (lane === undefined) {
      lane = new Lane((pending) => this.#transmit(pending));
      this.#lanes.set(conversation, lane);
    }
    return lane;
  }

  /** Resolves with how long to wait before a repetition, or `null` when the matter is settled. */
  async #transmit(pending: Pending): Promise<number | null> {
    const { clientId, conversation, content } = pending;
    if (!this.#connection.isOnline) {
      return null;
    }
    try {
      const frame = { type: 'send', to: { conversation }, clientId, content } as const;
      const ack = await this.#connection.request<Ack>(frame);
      this.remove(conversation, clientId);
      this.#onAck(pending, ack);
      return null;
    } catch (thrown) {
      const error = asDewberryError(thrown);
      if (error.code === 'network') {
        return null;
      }
      if (isWorthRepeating(error.code)) {
        return error.retryAfterMs ?? 1000;
      }
      const failed: Pending = { ...pending, failed: error.code };
      this.#put(failed);
      await this.#store.set(this.#prefix + clientId, JSON.stringify(failed)).catch(() => undefined);
      return null;
    }
  }
}
