import type { LogEvent, Pending, UserId } from '@dewberry/sdk';
import { startOfDay } from '../i18n/formats.ts';
import { isNotice, isShown } from './useEventText.ts';

/** What the list of messages shows, from top to bottom. */
export type Line =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'notice'; readonly key: string; readonly event: LogEvent }
  | { readonly kind: 'message'; readonly key: string; readonly event: LogEvent; readonly first: boolean; readonly last: boolean }
  | { readonly kind: 'pending'; readonly key: string; readonly pending: Pending; readonly first: boolean; readonly last: boolean };

/** Messages of one person that follow each other closely look like one piece. */
const CLOSE_MS = 5 * 60_000;

/** `unreadAfter` is where the line "new messages" goes, or `null` for none. */
export function linesOf(
  events: readonly LogEvent[],
  unreadAfter: number | null,
  me: UserId,
  pending: readonly Pending[] = [],
): readonly Line[] {
  const shown = events.filter(isShown);
  const lines: Line[] = [];
  let marked = unreadAfter === null;
  shown.forEach((event, i) => {
    const before = shown[i - 1];
    const after = shown[i + 1];
    if (before === undefined || startOfDay(before.at) !== startOfDay(event.at)) {
      lines.push({ kind: 'day', key: `day ${event.seq}`, at: event.at });
    }
    const unreadHere = !marked && event.seq > unreadAfter! && event.from !== me;
    if (unreadHere) {
      lines.push({ kind: 'unread', key: 'unread' });
      marked = true;
    }
    if (isNotice(event)) {
      lines.push({ kind: 'notice', key: keyOf(event), event });
      return;
    }
    const first = unreadHere || !belongTogether(before, event);
    lines.push({ kind: 'message', key: keyOf(event), event, first, last: !belongTogether(event, after) });
  });
  pending.forEach((each, i) => {
    lines.push({ kind: 'pending', key: each.clientId, pending: each, first: i === 0, last: i === pending.length - 1 });
  });
  return lines;
}

/** When a line was said; of the line "new messages" nobody can tell. */
export function timeOf(line: Line): number | null {
  switch (line.kind) {
    case 'day':
      return line.at;
    case 'unread':
      return null;
    case 'notice':
    case 'message':
      return line.event.at;
    case 'pending':
      return line.pending.createdAt;
  }
}

/** One's own message keeps its place on the screen when it turns from unsent into sent. */
export function keyOf(event: LogEvent): string {
  return event.clientId ?? `seq ${event.seq}`;
}

function belongTogether(one: LogEvent | undefined, next: LogEvent | undefined): boolean {
  return (
    one !== undefined &&
    next !== undefined &&
    one.from === next.from &&
    !isNotice(one) &&
    !isNotice(next) &&
    next.at - one.at < CLOSE_MS &&
    startOfDay(one.at) === startOfDay(next.at)
  );
}
