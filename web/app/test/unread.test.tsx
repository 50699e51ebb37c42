import { Observable, type Conversation, type ConnectionState, type DewberryClient, type LogEvent } from '@dewberry/sdk';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { ClientContext } from '../src/app/ClientProvider.tsx';
import { useUnreadStart, type UnreadStart } from '../src/chat/useUnreadStart.ts';

const ID = 'd:1:2';

function range(from: number, to: number): LogEvent[] {
  const content = { kind: 'text', text: 'x' } as const;
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const seq = from + i;
    return { conversation: ID, seq, event: String(seq), from: '2', at: seq, content };
  });
}

const unread: Conversation = {
  id: ID,
  kind: 'direct',
  name: null,
  headSeq: 200,
  readSeq: 50,
  deliveredSeq: 200,
  unread: 150,
  marks: new Map(),
  events: range(181, 200),
  ahead: [],
  around: [],
  complete: false,
  left: false,
  known: true,
};
const found: Conversation = { ...unread, around: range(36, 85) };

describe('a conversation that is opened', () => {
  const state = new Observable<ConnectionState>({ phase: 'online' } as ConnectionState);
  let loads: { readonly fail: () => void }[] = [];
  let toNewest = 0;
  const history = {
    loadNewer: () => new Promise<void>((_, reject) => loads.push({ fail: () => reject(new Error('busy')) })),
    toNewest: () => toNewest++,
  };
  const client = { me: '1', history, connection: { state } } as unknown as DewberryClient;
  const wrapper = ({ children }: { children: ReactNode }): ReactNode => (
    <ClientContext value={client}>{children}</ClientContext>
  );
  const open = (conversation: Conversation): ReturnType<typeof renderHook<UnreadStart, Conversation>> =>
    renderHook<UnreadStart, Conversation>(useUnreadStart, { initialProps: conversation, wrapper });

  beforeEach(() => {
    loads = [];
    toNewest = 0;
    state.set({ phase: 'online' } as ConnectionState);
  });

  it('waits for its first unread message, and asks once', () => {
    const { result, rerender } = open(unread);
    expect(result.current.waiting).toBe(true);
    rerender({ ...unread, headSeq: 201 });
    expect(loads).toHaveLength(1);
    rerender(found);
    expect(result.current.waiting).toBe(false);
    rerender({ ...found, readSeq: 85, unread: 115 });
    expect(loads).toHaveLength(1);
  });

  it('waits for nothing where that is here, or nothing is unread', () => {
    expect(open({ ...unread, readSeq: 185, unread: 15 }).result.current.waiting).toBe(false);
    expect(open({ ...unread, unread: 0 }).result.current.waiting).toBe(false);
    expect(loads).toEqual([]);
  });

  it('does not move to what becomes unread later', () => {
    const { result, rerender } = open({ ...unread, unread: 0 });
    rerender(unread);
    expect(result.current.waiting).toBe(false);
    expect(loads).toEqual([]);
  });

  it('asks when the connection is there, and again when the person says so', async () => {
    state.set({ phase: 'connecting' } as ConnectionState);
    const { result } = open(unread);
    expect(loads).toEqual([]);
    act(() => state.set({ phase: 'online' } as ConnectionState));
    expect(loads).toHaveLength(1);
    loads[0]!.fail();
    await waitFor(() => expect(result.current.failed).toBe(true));
    act(() => result.current.retry());
    expect(loads).toHaveLength(2);
  });

  it('goes to the newest instead, when the person says so', () => {
    const { result } = open(unread);
    act(() => result.current.leap());
    expect(result.current).toMatchObject({ waiting: false, leaps: 1 });
    expect(toNewest).toBe(1);
  });

  it('leaves the stretch around what was unread when it is closed', () => {
    const { unmount } = open(unread);
    unmount();
    expect(toNewest).toBe(1);
  });
});
