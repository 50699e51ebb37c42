import type { ConversationItem, LogEvent, Mark } from '../wire/frames.ts';
import { isDirect, type ConversationId, type ConversationKind, type UserId } from '../wire/ids.ts';

/** A conversation as this client knows it. Never changed in place, so that a view sees changes by identity. */
export interface Conversation {
  readonly id: ConversationId;
  readonly kind: ConversationKind;
  readonly name: string | null;
  /** The highest `seq` known to exist; `events` may still be behind it. */
  readonly headSeq: number;
  readonly readSeq: number;
  readonly deliveredSeq: number;
  readonly unread: number;
  /** Every member of direct conversations and of groups up to 100; empty above. */
  readonly marks: ReadonlyMap<UserId, Mark>;
  /** A stretch of the log without holes, rising by `seq`. */
  readonly events: readonly LogEvent[];
  /** Events above a hole: they wait until it is filled. */
  readonly ahead: readonly LogEvent[];
  /**
   * A second stretch without holes, below `events` and apart from it, where somebody reads what is unread. Once nothing is
   * missing between the two it is part of `events`; otherwise it is empty.
   */
  readonly around: readonly LogEvent[];
  /** Whether the lower of the two stretches begins where the log begins. */
  readonly complete: boolean;
  /** Whether one is no longer a member. */
  readonly left: boolean;
  /** Whether the server has told name, marks and counts, or this was pieced together from a live event. */
  readonly known: boolean;
}

export function newConversation(id: ConversationId): Conversation {
  return {
    id,
    kind: isDirect(id) ? 'direct' : 'group',
    name: null,
    headSeq: 0,
    readSeq: 0,
    deliveredSeq: 0,
    unread: 0,
    marks: new Map(),
    events: [],
    ahead: [],
    around: [],
    complete: false,
    left: false,
    known: false,
  };
}

export function lastSeq(conversation: Conversation): number {
  return conversation.events.at(-1)?.seq ?? 0;
}

/** The stretch in which somebody reads: around what is unread, or else the newest. */
export function shownEvents(conversation: Conversation): readonly LogEvent[] {
  return conversation.around.length > 0 ? conversation.around : conversation.events;
}

/** Whether the first unread event lies below all that is here. */
export function isUnreadMissing(conversation: Conversation): boolean {
  const { unread, readSeq, complete } = conversation;
  const first = shownEvents(conversation)[0]?.seq;
  return unread > 0 && !complete && first !== undefined && first > readSeq + 1;
}

/** Where filling has to continue, or `null` where nothing is missing. */
export function gapAfter(conversation: Conversation): number | null {
  const last = lastSeq(conversation);
  return conversation.events.length > 0 && conversation.headSeq > last ? last : null;
}

/** What `sync` says of a conversation: everything but its events, which the log merges. */
export function withItem(conversation: Conversation, item: ConversationItem): Conversation {
  const readSeq = Math.max(conversation.readSeq, item.readSeq ?? 0);
  const behindOurOwnMark = readSeq > (item.readSeq ?? 0);
  return {
    ...conversation,
    kind: item.kind ?? conversation.kind,
    name: item.name ?? null,
    headSeq: Math.max(conversation.headSeq, item.headSeq ?? 0),
    readSeq,
    deliveredSeq: Math.max(conversation.deliveredSeq, item.deliveredSeq ?? 0),
    unread: behindOurOwnMark ? conversation.unread : (item.unread ?? 0),
    marks: new Map((item.marks ?? []).map((mark) => [mark.user, mark])),
    left: false,
    known: true,
  };
}
