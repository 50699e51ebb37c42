import type { Connection } from '../connection/connection.ts';
import { Observable } from '../util/observable.ts';
import type { PresenceFrame, PresenceItem } from '../wire/frames.ts';
import type { UserId } from '../wire/ids.ts';

const GATHER_MS = 100;

/** Who is online, of those that somebody looks at. */
export class PresenceBoard {
  readonly presence = new Observable<ReadonlyMap<UserId, PresenceItem>>(new Map());
  readonly #connection: Connection;
  readonly #watchers = new Map<string, readonly UserId[]>();
  #watching = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** `watcher` names a place that shows people; its list replaces the one it gave before. */
  watch(watcher: string, users: readonly UserId[]): void {
    const before = this.#watchers.get(watcher) ?? [];
    if (before.length === users.length && users.every((user, i) => user === before[i])) {
      return;
    }
    this.#watchers.set(watcher, [...users]);
    this.refresh();
  }

  receive(items: readonly PresenceItem[]): void {
    this.presence.update((all) => {
      const next = new Map(all);
      items.forEach((item) => next.set(item.user, item));
      return next;
    });
  }

  /** Asks for everybody again: after a connection came back, or when somebody looks again. */
  refresh(): void {
    this.#timer ??= setTimeout(() => void this.#ask(), GATHER_MS);
  }

  /** Nothing is known while there is no connection. */
  clear(): void {
    this.presence.set(new Map());
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    const users = [...new Set([...this.#watchers.values()].flat())];
    if (!this.#connection.isOnline || (users.length === 0 && !this.#watching)) {
      return;
    }
    // Each `watch` replaces the one before, so an empty one ends it.
    this.#watching = users.length > 0;
    try {
      const answer = await this.#connection.request<PresenceFrame>({ type: 'watch', users });
      this.receive(answer.items);
    } catch {
      // Presence is a comfort: it comes with the next change, or when the connection is back.
    }
  }
}
