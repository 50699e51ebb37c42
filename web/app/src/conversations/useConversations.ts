import type { Conversation, DewberryClient, Pending } from '@dewberry/sdk';
import { useMemo } from 'react';
import { useObservable } from '../app/useObservable.ts';

/** The conversations of the list: those with something in them, the most recent first. */
export function useConversations(client: DewberryClient): readonly Conversation[] {
  const all = useObservable(client.conversations.all);
  const pending = useObservable(client.outbox.pending);
  return useMemo(
    () =>
      [...all.values()]
        .filter((each) => (each.headSeq > 0 && !leftByOneself(each, client.me)) || pending.has(each.id))
        .sort((a, b) => lastAt(b, pending.get(b.id)) - lastAt(a, pending.get(a.id))),
    [all, pending, client.me],
  );
}

function lastAt(conversation: Conversation, pending: readonly Pending[] | undefined): number {
  return Math.max(conversation.events.at(-1)?.at ?? 0, pending?.at(-1)?.createdAt ?? 0);
}

/** Who was removed may still read what was said; who left wanted it gone. */
function leftByOneself(conversation: Conversation, me: string): boolean {
  const last = conversation.events.at(-1)?.content;
  return conversation.left && !(last?.kind === 'member' && last.change === 'remove' && last.users.includes(me));
}
