import type { Account } from './auth/account.ts';
import type { Session } from './auth/session.ts';
import { Connection, type ConnectionListener, type ConnectionOptions } from './connection/connection.ts';
import type { Entries } from './connection/entries.ts';
import { CatchUp } from './conversations/catchUp.ts';
import { gapAfter } from './conversations/conversation.ts';
import { ConversationStore } from './conversations/conversationStore.ts';
import { History } from './conversations/history.ts';
import { deserialize, serialize } from './conversations/snapshot.ts';
import { Groups } from './groups.ts';
import { MarkSender } from './marks/markSender.ts';
import { PeopleDirectory } from './people/peopleDirectory.ts';
import { PresenceBoard } from './presence/presenceBoard.ts';
import type { RestClient } from './rest/restClient.ts';
import { Outbox } from './sending/outbox.ts';
import type { Pending } from './sending/pending.ts';
import type { Storage } from './storage/keyValueStore.ts';
import { TypingBoard } from './typing/typingBoard.ts';
import type { Ack, ConversationsFrame, LogEvent, ServerFrame, Welcome, WireEvent } from './wire/frames.ts';
import { directConversation, type ConversationId, type UserId } from './wire/ids.ts';

export interface ClientOptions {
  readonly session: Session;
  readonly account: Account;
  readonly rest: RestClient;
  readonly storage: Storage;
  /** The same as those of `rest`. */
  readonly entries: Entries;
  readonly timing?: Pick<ConnectionOptions, 'backoff' | 'requestTimeoutMs' | 'probeMs' | 'connectTimeoutMs'>;
}

const SAVE_AFTER_MS = 1000;

/** Everything one signed-in user has to do with a server. The parts are public; this class makes them work together. */
export class DewberryClient implements ConnectionListener {
  readonly me: UserId;
  readonly connection: Connection;
  readonly conversations: ConversationStore;
  readonly history: History;
  readonly catchUp: CatchUp;
  readonly outbox: Outbox;
  readonly marks: MarkSender;
  readonly typing: TypingBoard;
  readonly presence: PresenceBoard;
  readonly people: PeopleDirectory;
  readonly groups: Groups;
  readonly #storage: Storage;
  readonly #snapshotKey: string;
  #epoch = '';
  #saving: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor({ session, account, rest, storage, entries, timing }: ClientOptions) {
    this.me = session.user.id;
    this.#storage = storage;
    this.#snapshotKey = `dewberry.snapshot.${this.me}`;
    this.connection = new Connection({ entries, tokens: account, ...timing }, this);
    this.conversations = new ConversationStore(this.me);
    this.history = new History(this.connection, this.conversations, (page) => this.#seenInLog(page.conversation, page.events));
    this.catchUp = new CatchUp({
      connection: this.connection,
      store: this.conversations,
      history: this.history,
      onPage: (page) => this.#synced(page),
      onDone: () => this.#saveSoon(),
    });
    const prefix = `dewberry.unsent.${this.me}.`;
    this.outbox = new Outbox(this.connection, storage.durable, prefix, (pending, ack) => this.#acked(pending, ack));
    this.marks = new MarkSender(this.connection);
    this.typing = new TypingBoard(this.connection);
    this.presence = new PresenceBoard(this.connection);
    this.people = new PeopleDirectory(rest, account);
    this.people.put([session.user]);
    this.groups = new Groups(rest, account);
    this.connection.state.subscribe((state) => {
      if (state.phase !== 'online') {
        this.typing.clear();
        this.presence.clear();
      }
    });
  }

  async start(): Promise<void> {
    await this.#restore();
    await this.outbox.restore();
    if (!this.#stopped) {
      this.connection.start();
    }
  }

  /** Ends the connection; what is unsent stays stored. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.connection.stop();
    await this.save();
  }

  /**
   * After the session has ended: nothing that was said stays on this device. Unsent messages may be kept for the next
   * sign-in, where the end was not the person's own wish.
   */
  async erase(keep: { readonly unsent: boolean }): Promise<void> {
    this.#stopped = true;
    this.connection.stop();
    clearTimeout(this.#saving);
    // Without a cursor nothing is saved any more.
    this.catchUp.cursor = null;
    await this.#storage.cache.delete(this.#snapshotKey).catch(() => undefined);
    if (!keep.unsent) {
      await this.outbox.erase();
    }
  }

  /** The direct conversation with somebody, also before its first message. */
  openDirect(user: UserId): ConversationId {
    return this.conversations.open(directConversation(this.me, user)).id;
  }

  sendText(conversation: ConversationId, text: string): void {
    this.conversations.open(conversation);
    this.typing.stopped(conversation);
    this.outbox.send(conversation, { kind: 'text', text });
  }

  /** The person has seen everything up to `seq`. */
  markRead(id: ConversationId, seq: number): void {
    const conversation = this.conversations.get(id);
    if (conversation !== undefined && !conversation.left && seq > conversation.readSeq) {
      this.conversations.applyMark(id, { user: this.me, delivered: seq, read: seq });
      this.marks.mark(id, seq, seq);
      this.#saveSoon();
    }
  }

  onWelcome(welcome: Welcome): void {
    if (this.#epoch !== '' && this.#epoch !== welcome.epoch) {
      this.conversations.clear();
      this.marks.clear();
      this.catchUp.cursor = null;
    }
    this.#epoch = welcome.epoch;
    this.#startAfresh();
    this.presence.refresh();
  }

  onFrame(frame: ServerFrame): void {
    switch (frame.type) {
      case 'event':
        this.#received(frame);
        return;
      case 'mark':
        this.conversations.applyMark(frame.conversation, frame);
        return;
      case 'typing':
        if (frame.user !== this.me) {
          this.typing.receive(frame.conversation, frame.user, frame.on);
        }
        return;
      case 'presence':
        this.presence.receive(frame.items);
        return;
      case 'resync':
        this.#startAfresh();
        return;
      // Answers that come too late, and what needs no action.
      case 'ack':
      case 'error':
      case 'welcome':
      case 'conversations':
      case 'events':
      case 'pong':
      case 'goaway':
        return;
    }
  }

  /** Unacknowledged sends first, then `sync`: their events are then part of what it shows. */
  #startAfresh(): void {
    this.outbox.resendAll();
    this.marks.repeat();
    void this.catchUp.run();
  }

  #received(frame: LogEvent): void {
    const { conversation, seq, event, from, at, content, clientId, edited } = frame;
    this.#take({ conversation, seq, event, from, at, content, clientId, edited });
    if (from !== null && from !== this.me) {
      this.typing.receive(conversation, from, false);
    }
  }

  #acked(pending: Pending, ack: Ack): void {
    const { conversation, seq, event, at } = ack;
    this.#take({ conversation, seq, event, at, from: this.me, content: pending.content, clientId: pending.clientId });
  }

  #take(event: LogEvent): void {
    this.#seenInLog(event.conversation, [event]);
    const conversation = this.conversations.receive(event);
    this.#markDelivered(event.conversation);
    if (gapAfter(conversation) !== null) {
      void this.history.fill(event.conversation);
    }
    if (!conversation.known) {
      // Somebody has added us, or written for the first time: name and marks are told by `sync`.
      void this.catchUp.run();
    }
    this.#saveSoon();
  }

  #synced(page: ConversationsFrame): void {
    for (const item of page.items) {
      this.#seenInLog(item.conversation, item.events ?? []);
      this.#markDelivered(item.conversation);
    }
  }

  #markDelivered(id: ConversationId): void {
    const conversation = this.conversations.get(id);
    if (conversation !== undefined && !conversation.left && conversation.headSeq > conversation.deliveredSeq) {
      const { headSeq, readSeq } = conversation;
      this.conversations.applyMark(id, { user: this.me, delivered: headSeq, read: readSeq });
      this.marks.mark(id, headSeq, 0);
    }
  }

  /** One's own sends that are in the log are no longer open, whoever sent them: this tab or another. */
  #seenInLog(conversation: ConversationId, events: readonly WireEvent[]): void {
    for (const event of events) {
      if (event.from === this.me && typeof event.clientId === 'string') {
        this.outbox.remove(conversation, event.clientId);
      }
    }
  }

  async #restore(): Promise<void> {
    const text = await this.#storage.cache.get(this.#snapshotKey).catch(() => null);
    const snapshot = text === null ? null : deserialize(text);
    if (snapshot === null) {
      return;
    }
    this.#epoch = snapshot.epoch;
    this.catchUp.cursor = snapshot.cursor;
    this.people.put(snapshot.people);
    snapshot.conversations.forEach((conversation) => this.conversations.put(conversation));
    snapshot.marks.forEach(([id, delivered, read]) => this.marks.mark(id, delivered, read));
  }

  #saveSoon(): void {
    this.#saving ??= setTimeout(() => void this.save(), SAVE_AFTER_MS);
  }

  async save(): Promise<void> {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    // Without a cursor this would be a part only, and nobody could tell which.
    if (this.catchUp.cursor === null) {
      return;
    }
    const snapshot = serialize({
      epoch: this.#epoch,
      cursor: this.catchUp.cursor,
      conversations: [...this.conversations.all.get().values()].filter((each) => each.headSeq > 0),
      people: [...this.people.people.get().values()],
      marks: this.marks.entries(),
    });
    await this.#storage.cache.set(this.#snapshotKey, snapshot).catch(() => undefined);
  }
}
