import { describe, expect, it } from 'vitest';
import { withLiveEvent, withMark } from '../src/conversations/apply.ts';
import { gapAfter, isUnreadMissing, newConversation, shownEvents, withItem, type Conversation } from '../src/conversations/conversation.ts';
import { LONGEST_FILLED_GAP, mergeAround, mergeEvents, withoutAround } from '../src/conversations/log.ts';
import { deserialize, serialize } from '../src/conversations/snapshot.ts';
import { deliveryState, type Content, type LogEvent } from '../src/index.ts';

const ID = 'd:1:2';
const ME = '1';

function event(seq: number, content: Content = { kind: 'text', text: `t${seq}` }, from = '2'): LogEvent {
  return { conversation: ID, seq, event: `e${seq}`, from, at: seq, content };
}

function range(from: number, to: number): LogEvent[] {
  return Array.from({ length: to - from + 1 }, (_, i) => event(from + i));
}

const seqs = (conversation: Conversation): number[] => conversation.events.map(({ seq }) => seq);

describe('mergeEvents', () => {
  const empty = newConversation(ID);

  it('drops what is there already', () => {
    const once = mergeEvents(empty, range(1, 3));
    expect(seqs(mergeEvents(once, range(2, 4)))).toEqual([1, 2, 3, 4]);
  });

  it('lays events above a hole aside until it is filled', () => {
    const holed = mergeEvents(mergeEvents(empty, range(1, 3)), [event(6), event(5)]);
    expect(seqs(holed)).toEqual([1, 2, 3]);
    expect(gapAfter(holed)).toBe(3);
    const filled = mergeEvents(holed, [event(4)]);
    expect(seqs(filled)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(gapAfter(filled)).toBeNull();
    expect(filled.ahead).toEqual([]);
  });

  it('puts older pages in front and knows the beginning', () => {
    const newest = mergeEvents(empty, range(11, 15));
    expect(newest.complete).toBe(false);
    const paged = mergeEvents(newest, range(6, 10));
    expect(seqs(paged)[0]).toBe(6);
    expect(mergeEvents(paged, range(1, 5)).complete).toBe(true);
  });

  it('ignores an older page that does not connect', () => {
    expect(seqs(mergeEvents(mergeEvents(empty, range(11, 12)), range(3, 5)))).toEqual([11, 12]);
  });

  it('begins anew where the hole is too long to fill', () => {
    const far = LONGEST_FILLED_GAP + 100;
    const moved = mergeEvents(mergeEvents(empty, range(1, 3)), range(far, far + 2));
    expect(seqs(moved)).toEqual([far, far + 1, far + 2]);
    expect(moved.complete).toBe(false);
    expect(gapAfter(moved)).toBeNull();
  });

  it('shows an edited text and a recalled one as they are now', () => {
    const edit = event(3, { kind: 'edit', target: 1, content: { kind: 'text', text: 'better' } });
    const recall = event(4, { kind: 'recall', target: 2 });
    const [first, second] = mergeEvents(mergeEvents(empty, range(1, 2)), [edit, recall]).events;
    expect(first).toMatchObject({ content: { text: 'better' }, edited: { seq: 3 } });
    expect(second?.content).toEqual({ kind: 'gone', reason: 'recalled' });
  });
});

describe('the stretch around what is unread', () => {
  const newest = { ...mergeEvents(newConversation(ID), range(181, 200)), unread: 190, readSeq: 10 };
  const reading = mergeAround(newest, range(5, 20));
  const shown = (conversation: Conversation): number[] => shownEvents(conversation).map(({ seq }) => seq);

  it('is wanted where the first unread event is not here', () => {
    expect(isUnreadMissing(newest)).toBe(true);
    expect(isUnreadMissing(reading)).toBe(false);
    expect(isUnreadMissing({ ...newest, readSeq: 180 })).toBe(false);
    expect(isUnreadMissing({ ...newest, unread: 0 })).toBe(false);
    expect(isUnreadMissing({ ...newest, complete: true })).toBe(false);
  });

  it('stands apart, and live events join the newest', () => {
    const live = withLiveEvent(reading, event(201), ME);
    expect(shown(live)).toEqual(range(5, 20).map(({ seq }) => seq));
    expect(seqs(live).at(-1)).toBe(201);
    expect(live.unread).toBe(191);
  });

  it('grows at both ends, by what connects only', () => {
    const grown = mergeAround(mergeAround(mergeAround(reading, range(21, 30)), range(1, 4)), range(40, 50));
    expect(shown(grown)).toEqual(range(1, 30).map(({ seq }) => seq));
    expect(grown.complete).toBe(true);
  });

  it('becomes one with the newest when nothing is missing in between, whichever side that comes from', () => {
    const fromBelow = mergeAround(reading, range(21, 180));
    const fromAbove = mergeEvents(reading, range(15, 180));
    for (const one of [fromBelow, fromAbove]) {
      expect(seqs(one)).toEqual(range(5, 200).map(({ seq }) => seq));
      expect(one.around).toEqual([]);
      expect(one.complete).toBe(false);
    }
    expect(mergeAround(mergeAround(reading, range(1, 4)), range(21, 180)).complete).toBe(true);
  });

  it('is left for the newest, below which older ones are missing then', () => {
    const left = withoutAround(mergeAround(reading, range(1, 4)));
    expect(shown(left)[0]).toBe(181);
    expect(left.complete).toBe(false);
  });

  it('is changed by edits that come in', () => {
    const edit = event(201, { kind: 'edit', target: 12, content: { kind: 'text', text: 'better' } });
    const edited = shownEvents(withLiveEvent(reading, edit, ME)).find(({ seq }) => seq === 12);
    expect(edited).toMatchObject({ content: { text: 'better' } });
  });

  it('takes off the count what was read in it, and no more', () => {
    expect(withMark(reading, { user: ME, delivered: 15, read: 15 }, ME)).toMatchObject({ readSeq: 15, unread: 185 });
    // Read elsewhere, where nothing is known of how many that were.
    expect(withMark(newest, { user: ME, delivered: 100, read: 100 }, ME)).toMatchObject({ readSeq: 100, unread: 100 });
    expect(withMark(reading, { user: ME, delivered: 195, read: 195 }, ME)).toMatchObject({ readSeq: 195, unread: 5 });
  });

  it('is not kept between visits', () => {
    const text = serialize({
      epoch: 'e',
      cursor: 'c',
      conversations: [mergeAround(reading, range(1, 4))],
      people: [],
      marks: [],
    });
    expect(deserialize(text)?.conversations[0]).toMatchObject({ around: [], complete: false });
    expect(text).not.toContain('around');
  });
});

describe('counts and marks', () => {
  it('counts what others say, and not what the system tells', () => {
    const said = withLiveEvent(newConversation(ID), event(1), ME);
    const told = withLiveEvent(said, event(2, { kind: 'group', name: 'New' }), ME);
    expect(told.unread).toBe(1);
    expect(told.name).toBe('New');
  });

  it('does not count an event twice', () => {
    const once = withLiveEvent(newConversation(ID), event(1), ME);
    expect(withLiveEvent(once, event(1), ME).unread).toBe(1);
    const ahead = withLiveEvent(once, event(3), ME);
    expect(withLiveEvent(ahead, event(3), ME).unread).toBe(2);
  });

  it('lets a send read up to itself', () => {
    const unread = withLiveEvent(newConversation(ID), event(1), ME);
    const answered = withLiveEvent(unread, event(2, { kind: 'text', text: 'mine' }, ME), ME);
    expect(answered).toMatchObject({ unread: 0, readSeq: 2, deliveredSeq: 2 });
  });

  it('lets marks only rise', () => {
    const read = withMark(newConversation(ID), { user: '2', delivered: 5, read: 5 }, ME);
    const late = withMark(read, { user: '2', delivered: 4, read: 3 }, ME);
    expect(late.marks.get('2')).toEqual({ user: '2', delivered: 5, read: 5 });
  });

  it('keeps a count of zero when sync is behind a mark that is on its way', () => {
    const known = { ...mergeEvents(newConversation(ID), range(1, 3)), unread: 3 };
    const read = withMark(known, { user: ME, delivered: 3, read: 3 }, ME);
    expect(withItem(read, { conversation: ID, headSeq: 3, readSeq: 0, unread: 3 })).toMatchObject({ unread: 0, readSeq: 3 });
  });

  it('calls a group message read when everybody has read it', () => {
    const marks = ['1', '2', '3'].map((user) => ({ user, delivered: 4, read: user === '3' ? 3 : 4 }));
    const group = withItem(newConversation('g:1'), { conversation: 'g:1', kind: 'group', headSeq: 4, marks });
    expect(deliveryState(group, 4, ME)).toBe('delivered');
    expect(deliveryState(group, 3, ME)).toBe('read');
    expect(deliveryState(group, 5, ME)).toBe('sent');
  });
});

describe('snapshot', () => {
  const conversation = withMark(mergeEvents(newConversation(ID), range(1, 40)), { user: '2', delivered: 9, read: 8 }, ME);

  it('comes back as it was, with the newest events', () => {
    const text = serialize({ epoch: 'e', cursor: 'c', conversations: [conversation], people: [], marks: [[ID, 9, 8]] });
    const back = deserialize(text);
    expect(back).toMatchObject({ epoch: 'e', cursor: 'c', marks: [[ID, 9, 8]] });
    expect(back?.conversations[0]?.marks).toEqual(conversation.marks);
    expect(back?.conversations[0]?.events.at(-1)?.seq).toBe(40);
    expect(back?.conversations[0]?.complete).toBe(false);
  });

  it('is nothing when it is damaged or of another version', () => {
    expect(deserialize('{')).toBeNull();
    expect(deserialize('{"version":0}')).toBeNull();
  });
});
