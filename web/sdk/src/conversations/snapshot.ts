import type { User } from '../auth/session.ts';
import type { Mark } from '../wire/frames.ts';
import type { ConversationId } from '../wire/ids.ts';
import type { Conversation } from './conversation.ts';
import { withoutAround } from './log.ts';

const VERSION = 1;
const EVENTS_KEPT = 30;

/** What is kept between visits, so that a start shows something at once and `sync` asks only for what is new. */
export interface Snapshot {
  readonly epoch: string;
  readonly cursor: string | null;
  readonly conversations: readonly Conversation[];
  readonly people: readonly User[];
  readonly marks: readonly (readonly [ConversationId, number, number])[];
}

type Stored = Omit<Snapshot, 'conversations'> & {
  readonly version: number;
  readonly conversations: readonly (Omit<Conversation, 'marks' | 'around'> & { readonly marks: readonly Mark[] })[];
};

export function serialize(snapshot: Snapshot): string {
  const conversations = snapshot.conversations.map(withoutAround).map(({ around: _, ...conversation }) => ({
    ...conversation,
    events: conversation.events.slice(-EVENTS_KEPT),
    complete: conversation.complete && conversation.events.length <= EVENTS_KEPT,
    marks: [...conversation.marks.values()],
  }));
  const stored: Stored = { ...snapshot, version: VERSION, conversations };
  return JSON.stringify(stored);
}

/** `null` for anything that this version does not understand: it is only a cache. */
export function deserialize(text: string): Snapshot | null {
  try {
    const stored = JSON.parse(text) as Stored;
    if (stored.version !== VERSION) {
      return null;
    }
    const conversations = stored.conversations.map((conversation) => ({
      ...conversation,
      around: [],
      marks: new Map(conversation.marks.map((mark) => [mark.user, mark])),
    }));
    return { ...stored, conversations };
  } catch {
    return null;
  }
}
