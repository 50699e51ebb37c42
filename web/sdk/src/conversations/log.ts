import type { LogEvent } from '../wire/frames.ts';
import { lastSeq, type Conversation } from './conversation.ts';

/** Holes longer than this are not filled: the stretch begins anew at the newest events, and older ones come by paging. */
export const LONGEST_FILLED_GAP = 400;

/**
 * Takes events in, whatever their source and order: drops those that are there, joins what connects, and lays aside what
 * lies above a hole.
 */
export function mergeEvents(conversation: Conversation, incoming: readonly LogEvent[]): Conversation {
  const bySeq = new Map<number, LogEvent>();
  for (const event of [...conversation.ahead, ...incoming]) {
    bySeq.set(event.seq, event);
  }
  const rising = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  const newest = rising.at(-1)?.seq ?? 0;
  const headSeq = Math.max(conversation.headSeq, newest);

  let events = [...conversation.events];
  let rest = joinAbove(events, joinBelow(events, rising));
  const last = events.at(-1)?.seq ?? 0;
  const lowestAhead = rest[0]?.seq ?? 0;
  if (rest.length > 0 && (events.length === 0 || lowestAhead - last > LONGEST_FILLED_GAP)) {
    events = [];
    rest = joinAbove(events, newestStretch(rest));
  }
  const first = events[0]?.seq ?? 0;
  const apart = conversation.around.length > 0;
  const complete = apart ? conversation.complete : first === 1 || (conversation.complete && first === conversation.events[0]?.seq);
  const since = lastSeq(conversation);
  const around = apart ? applyChanges(conversation.around, since, events) : conversation.around;
  return joined({ ...conversation, events: applyChanges(events, since), ahead: rest, around, headSeq, complete });
}

/** The same for the stretch around what is unread. */
export function mergeAround(conversation: Conversation, incoming: readonly LogEvent[]): Conversation {
  const rising = [...incoming].sort((a, b) => a.seq - b.seq);
  const around = [...conversation.around];
  joinAbove(around, joinBelow(around, rising));
  return joined({ ...conversation, around, complete: conversation.complete || around[0]?.seq === 1 });
}

/** Leaves the stretch around what is unread: what is in between is not here then. */
export function withoutAround(conversation: Conversation): Conversation {
  return conversation.around.length === 0 ? conversation : { ...conversation, around: [], complete: false };
}

/** Makes one stretch of both, where nothing is missing between them. */
function joined(conversation: Conversation): Conversation {
  const { around, events } = conversation;
  const first = events[0]?.seq;
  const last = around.at(-1)?.seq;
  if (first === undefined || last === undefined || last + 1 < first) {
    return conversation;
  }
  return { ...conversation, events: [...around.filter((event) => event.seq < first), ...events], around: [] };
}

/** Puts the stretch that ends just below `events` in front of it, and returns what is above the beginning. */
function joinBelow(events: LogEvent[], rising: readonly LogEvent[]): LogEvent[] {
  const first = events[0]?.seq;
  if (first === undefined) {
    return [...rising];
  }
  const below = newestStretch(rising.filter((event) => event.seq < first));
  if (below.at(-1)?.seq === first - 1) {
    events.unshift(...below);
  }
  return rising.filter((event) => event.seq > first);
}

/** Appends what connects, and returns what lies above a hole. */
function joinAbove(events: LogEvent[], rising: readonly LogEvent[]): LogEvent[] {
  const rest: LogEvent[] = [];
  for (const event of rising) {
    const last = events.at(-1)?.seq;
    if (last === undefined || event.seq === last + 1) {
      events.push(event);
    } else if (event.seq > last) {
      rest.push(event);
    }
  }
  return rest;
}

function newestStretch(rising: readonly LogEvent[]): LogEvent[] {
  const stretch: LogEvent[] = [];
  for (const event of rising) {
    if (stretch.length > 0 && event.seq !== stretch.at(-1)!.seq + 1) {
      stretch.length = 0;
    }
    stretch.push(event);
  }
  return stretch;
}

/** Lets edits and recalls that came after `since` change their targets, as `history` would show them. */
function applyChanges(
  events: readonly LogEvent[],
  since: number,
  source: readonly LogEvent[] = events,
): readonly LogEvent[] {
  const changes = source.filter((event) => event.seq > since && isChange(event));
  if (changes.length === 0) {
    return events;
  }
  const present = [...events];
  const first = present[0]?.seq ?? 0;
  for (const change of changes) {
    const content = change.content;
    if (content.kind !== 'edit' && content.kind !== 'recall') {
      continue;
    }
    const target = present[content.target - first];
    if (target === undefined) {
      continue;
    }
    present[content.target - first] =
      content.kind === 'edit'
        ? { ...target, content: content.content, edited: { seq: change.seq, at: change.at } }
        : { ...target, content: { kind: 'gone', reason: 'recalled' } };
  }
  return present;
}

function isChange(event: LogEvent): boolean {
  return event.content.kind === 'edit' || event.content.kind === 'recall';
}
