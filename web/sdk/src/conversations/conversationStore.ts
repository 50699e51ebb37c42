import { Observable } from '../util/observable.ts';
import type { ConversationItem, LogEvent, Mark, WireEvent } from '../wire/frames.ts';
import type { ConversationId, UserId } from '../wire/ids.ts';
import { withLiveEvent, withMark } from './apply.ts';
import { gapAfter, newConversation, withItem, type Conversation } from './conversation.ts';
import { mergeAround, mergeEvents, withoutAround } from './log.ts';

/** All conversations of one user. What comes in is applied here and nowhere else. */
export class ConversationStore {
  readonly all = new Observable<ReadonlyMap<ConversationId, Conversation>>(new Map());
  readonly #me: UserId;

  constructor(me: UserId) {
    this.#me = me;
  }

  get(id: ConversationId): Conversation | undefined {
    return this.all.get().get(id);
  }

  /** Makes a place for a conversation that may not exist on the server yet. */
  open(id: ConversationId): Conversation {
    const conversation = this.get(id) ?? newConversation(id);
    this.put(conversation);
    return conversation;
  }

  put(conversation: Conversation): void {
    if (this.get(conversation.id) !== conversation) {
      this.all.update((all) => new Map(all).set(conversation.id, conversation));
    }
  }

  forget(id: ConversationId): void {
    this.all.update((all) => {
      const next = new Map(all);
      next.delete(id);
      return next;
    });
  }

  clear(): void {
    this.all.set(new Map());
  }

  /** Many at once, so that views are told once. */
  applyItems(items: readonly ConversationItem[]): void {
    const next = new Map(this.all.get());
    for (const item of items) {
      const before = next.get(item.conversation) ?? newConversation(item.conversation);
      if (item.left !== true) {
        const events = logEvents(item.conversation, item.events ?? []);
        const merged = mergeEvents(withItem(before, item), events);
        next.set(item.conversation, withFirstSeq(merged, item.firstSeq));
      } else if (next.has(item.conversation)) {
        next.set(item.conversation, { ...before, left: true, unread: 0 });
      }
    }
    this.all.set(next);
  }

  /** A live event. Returns the conversation as it is then. */
  receive(event: LogEvent): Conversation {
    const before = this.get(event.conversation) ?? newConversation(event.conversation);
    const after = withLiveEvent(before, event, this.#me);
    this.put(after);
    return after;
  }

  /** A page of history for the newest stretch, or a hole above it. */
  applyPage(id: ConversationId, events: readonly WireEvent[]): void {
    const before = this.get(id);
    if (before !== undefined) {
      this.put(mergeEvents(before, logEvents(id, events)));
    }
  }

  /** A page of history for the stretch around what is unread. */
  applyAround(id: ConversationId, events: readonly WireEvent[]): void {
    const before = this.get(id);
    if (before !== undefined) {
      this.put(mergeAround(before, logEvents(id, events)));
    }
  }

  /** Nothing exists below the stretch that somebody reads in. */
  reachedStart(id: ConversationId): void {
    const before = this.get(id);
    if (before !== undefined && !before.complete) {
      this.put({ ...before, complete: true });
    }
  }

  /** Nobody reads in the stretch around what is unread any more. */
  leaveAround(id: ConversationId): void {
    const before = this.get(id);
    if (before !== undefined) {
      this.put(withoutAround(before));
    }
  }

  applyMark(id: ConversationId, mark: Mark): void {
    const before = this.get(id);
    if (before !== undefined) {
      this.put(withMark(before, mark, this.#me));
    }
  }

  withGaps(): readonly ConversationId[] {
    return [...this.all.get().values()].filter((each) => !each.left && gapAfter(each) !== null).map((each) => each.id);
  }
}

function logEvents(conversation: ConversationId, events: readonly WireEvent[]): readonly LogEvent[] {
  return events.map((event) => ({ ...event, conversation }));
}

/** Retention has removed what is below `firstSeq`: that is the beginning now, and no gap. */
function withFirstSeq(conversation: Conversation, firstSeq: number | null | undefined): Conversation {
  const first = conversation.events[0]?.seq;
  const begins =
    typeof firstSeq === 'number' && first !== undefined && first <= firstSeq && conversation.around.length === 0;
  return begins ? { ...conversation, complete: true } : conversation;
}
