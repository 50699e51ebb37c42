import type { Conversation, Member, Role } from '@dewberry/sdk';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { useObservable } from '../app/useObservable.ts';

export interface Members {
  /** Those that have come so far: owner and admins first, then the others in the order of their ids. */
  readonly list: readonly Member[];
  /** `null` until it is known. */
  readonly count: number | null;
  readonly myRole: Role | null;
  readonly loading: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/** As many as the server gives at once. */
const PAGE = 500;
const RANKS: Record<string, number> = { owner: 0, admin: 1 };
const NOBODY: readonly Member[] = [];

/** The members of a group, a page after the other, and anew when somebody comes, goes or gets another role. */
export function useMembers(conversation: Conversation): Members {
  const client = useClient();
  const online = useObservable(client.connection.state).phase === 'online';
  const [found, setFound] = useState<{ list: readonly Member[]; count: number | null }>({ list: NOBODY, count: null });
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const failed = useRef(false);
  failed.current = error !== null;
  const { id } = conversation;
  const change = lastMemberChange(conversation);

  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      setLoading(true);
      setError(null);
      let list: readonly Member[] = [];
      let after: string | null = null;
      do {
        const page = await client.groups.members(id, after, PAGE);
        if (!current) {
          return;
        }
        const known: readonly Member[] = [...list, ...page.items];
        list = known;
        after = page.next;
        // While pages are coming in again, those of before stay in sight.
        setFound((before) => ({
          list: after === null || known.length >= before.list.length ? known : before.list,
          count: page.memberCount,
        }));
      } while (after !== null);
    };
    load()
      .catch((thrown: unknown) => current && setError(thrown))
      .finally(() => current && setLoading(false));
    return () => {
      current = false;
    };
  }, [client, id, change, attempt]);

  // What failed because the connection was away is tried again with it.
  useEffect(() => {
    if (online && failed.current) {
      setAttempt((before) => before + 1);
    }
  }, [online]);

  const list = useMemo(() => [...found.list].sort((a, b) => rank(a) - rank(b)), [found.list]);
  const myRole = list.find(({ user }) => user === client.me)?.role ?? null;
  const retry = useCallback(() => setAttempt((before) => before + 1), []);
  return { list, count: found.count, myRole, loading, error, retry };
}

/** How many are in a group, `null` until that is known. Only groups that are too big for marks have to be asked for it. */
export function useMemberCount(conversation: Conversation): number | null {
  const client = useClient();
  const [asked, setAsked] = useState<number | null>(null);
  const { id, kind, left } = conversation;
  const size = conversation.marks.size;
  const needed = kind !== 'direct' && !left && size === 0 && conversation.known;
  const change = lastMemberChange(conversation);
  useEffect(() => {
    let current = true;
    if (needed) {
      client.groups.members(id, null, 1).then(
        (page) => current && setAsked(page.memberCount),
        // A line below the name is not worth an error.
        () => undefined,
      );
    }
    return () => {
      current = false;
    };
  }, [client, id, needed, change]);
  return size > 0 ? size : needed ? asked : null;
}

/** Whether somebody of this role may remove somebody of the other one. */
export function mayRemove(mine: Role | null, other: Role): boolean {
  return mine === 'owner' || (mine === 'admin' && rank({ role: other }) > 1);
}

export function mayAdd(mine: Role | null): boolean {
  return mine === 'owner' || mine === 'admin';
}

function rank({ role }: Pick<Member, 'role'>): number {
  return RANKS[role] ?? 2;
}

function lastMemberChange({ events }: Conversation): number {
  return events.findLast(({ content }) => content.kind === 'member')?.seq ?? 0;
}
