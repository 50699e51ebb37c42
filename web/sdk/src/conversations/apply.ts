import { isCountable } from '../wire/content.ts';
import type { LogEvent, Mark } from '../wire/frames.ts';
import type { UserId } from '../wire/ids.ts';
import { lastSeq, type Conversation } from './conversation.ts';
import { mergeEvents } from './log.ts';

/** A live event: besides joining the log it changes counts, marks, members and the name. */
export function withLiveEvent(conversation: Conversation, event: LogEvent, me: UserId): Conversation {
  if (event.seq <= lastSeq(conversation) || conversation.ahead.some((ahead) => ahead.seq === event.seq)) {
    return conversation;
  }
  let next = mergeEvents(conversation, [event]);
  if (event.from === me) {
    // A send reads up to itself.
    next = withMark(next, { user: me, delivered: event.seq, read: event.seq }, me);
  } else if (event.from !== null) {
    next = isCountable(event.content) && event.seq > next.readSeq ? { ...next, unread: next.unread + 1 } : next;
    next = withMark(next, { user: event.from, delivered: event.seq, read: event.seq }, me);
  }
  return withServerContent(next, event, me);
}

/** Marks only rise, whatever order they come in. */
export function withMark(conversation: Conversation, mark: Mark, me: UserId): Conversation {
  const before = conversation.marks.get(mark.user);
  const read = Math.max(before?.read ?? 0, mark.read);
  const delivered = Math.max(before?.delivered ?? 0, mark.delivered, read);
  let next = conversation;
  if (before !== undefined || conversation.kind === 'direct') {
    if (read !== before?.read || delivered !== before.delivered) {
      next = { ...next, marks: new Map(next.marks).set(mark.user, { user: mark.user, delivered, read }) };
    }
  }
  return mark.user === me ? withOwnMark(next, Math.max(mark.delivered, mark.read), mark.read) : next;
}

function withOwnMark(conversation: Conversation, delivered: number, read: number): Conversation {
  if (read <= conversation.readSeq && delivered <= conversation.deliveredSeq) {
    return conversation;
  }
  const readSeq = Math.max(conversation.readSeq, read);
  return {
    ...conversation,
    readSeq,
    deliveredSeq: Math.max(conversation.deliveredSeq, delivered),
    unread: readSeq > conversation.readSeq ? unreadAfter(conversation, readSeq) : conversation.unread,
  };
}

/** Counts what is left above the mark. Where not all of that is here, what the mark has passed is taken off. */
function unreadAfter(conversation: Conversation, readSeq: number): number {
  if (readSeq >= conversation.headSeq) {
    return 0;
  }
  if (readSeq + 1 < (conversation.events[0]?.seq ?? 0)) {
    const passed = conversation.around.filter(
      (event) => event.seq > conversation.readSeq && event.seq <= readSeq && isCountable(event.content),
    );
    return Math.max(0, Math.min(conversation.unread - passed.length, conversation.headSeq - readSeq));
  }
  const above = [...conversation.events, ...conversation.ahead].filter(
    (event) => event.seq > readSeq && isCountable(event.content),
  );
  return Math.min(conversation.unread, above.length);
}

function withServerContent(conversation: Conversation, event: LogEvent, me: UserId): Conversation {
  const content = event.content;
  if (content.kind === 'group') {
    return content.name === undefined ? conversation : { ...conversation, name: content.name };
  }
  if (content.kind !== 'member') {
    return conversation;
  }
  const concernsMe = content.users.includes(me);
  switch (content.change) {
    case 'join':
    case 'invite':
      return { ...withMembers(conversation, content.users), left: conversation.left && !concernsMe };
    case 'leave':
    case 'remove':
      return { ...withoutMembers(conversation, content.users), left: conversation.left || concernsMe };
    case 'role':
      return conversation;
  }
}

function withMembers(conversation: Conversation, users: readonly UserId[]): Conversation {
  if (conversation.marks.size === 0) {
    // Too large for marks, or not told yet: `sync` says which.
    return conversation;
  }
  const marks = new Map(conversation.marks);
  users.filter((user) => !marks.has(user)).forEach((user) => marks.set(user, { user, delivered: 0, read: 0 }));
  return { ...conversation, marks };
}

function withoutMembers(conversation: Conversation, users: readonly UserId[]): Conversation {
  const marks = new Map(conversation.marks);
  users.forEach((user) => marks.delete(user));
  return { ...conversation, marks };
}
