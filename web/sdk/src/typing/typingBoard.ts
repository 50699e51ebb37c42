import type { Connection } from '../connection/connection.ts';
import { Observable } from '../util/observable.ts';
import type { ConversationId, UserId } from '../wire/ids.ts';

const EXPIRES_MS = 6000;
/** How often "still typing" is repeated: well within the time after which it expires. */
const REPEAT_MS = 3000;

/** Who is typing where, and telling the others that one types oneself. */
export class TypingBoard {
  readonly typing = new Observable<ReadonlyMap<ConversationId, readonly UserId[]>>(new Map());
  readonly #connection: Connection;
  readonly #expiries = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #told = new Map<ConversationId, number>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  receive(conversation: ConversationId, user: UserId, on: boolean): void {
    const key = `${conversation} ${user}`;
    clearTimeout(this.#expiries.get(key));
    this.#expiries.delete(key);
    if (on) {
      this.#expiries.set(
        key,
        setTimeout(() => this.receive(conversation, user, false), EXPIRES_MS),
      );
    }
    const before = this.typing.get().get(conversation) ?? [];
    if (before.includes(user) === on) {
      return;
    }
    const now = on ? [...before, user] : before.filter((other) => other !== user);
    this.typing.update((all) => new Map(all).set(conversation, now));
  }

  /** On each key stroke. */
  keystroke(conversation: ConversationId): void {
    const now = Date.now();
    if (now - (this.#told.get(conversation) ?? 0) >= REPEAT_MS) {
      this.#told.set(conversation, now);
      this.#connection.post({ type: 'typing', conversation, on: true });
    }
  }

  stopped(conversation: ConversationId): void {
    if (this.#told.delete(conversation)) {
      this.#connection.post({ type: 'typing', conversation, on: false });
    }
  }

  /** What was shown before a connection was lost says nothing about now. */
  clear(): void {
    this.#expiries.forEach((timer) => clearTimeout(timer));
    this.#expiries.clear();
    this.#told.clear();
    this.typing.set(new Map());
  }
}
