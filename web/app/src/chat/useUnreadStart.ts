import { isUnreadMissing, type Conversation } from '@dewberry/sdk';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { useObservable } from '../app/useObservable.ts';

export interface UnreadStart {
  /** Whether what is to be read first is not here yet. */
  readonly waiting: boolean;
  readonly failed: boolean;
  readonly retry: () => void;
  /** How often the person has gone to the newest, past what is in between. */
  readonly leaps: number;
  readonly leap: () => void;
}

/** Fetches the first unread message of a conversation that is opened, where more is unread than is here. */
export function useUnreadStart(conversation: Conversation): UnreadStart {
  const client = useClient();
  const online = useObservable(client.connection.state).phase === 'online';
  const [missed, setMissed] = useState(() => isUnreadMissing(conversation));
  const [leaps, setLeaps] = useState(0);
  const [failed, setFailed] = useState(false);
  const { id } = conversation;
  const waiting = missed && isUnreadMissing(conversation);
  const wanted = waiting && online && !failed;

  useEffect(() => {
    if (wanted) {
      client.history.loadNewer(id).catch(() => setFailed(true));
    }
  }, [client, id, wanted]);
  useEffect(() => {
    if (!waiting) {
      // It is decided once: what comes in later is read where one is.
      setMissed(false);
    }
  }, [waiting]);
  useEffect(() => setFailed(false), [online]);
  useEffect(() => () => client.history.toNewest(id), [client, id]);

  const leap = useCallback((): void => {
    setMissed(false);
    setLeaps((before) => before + 1);
    client.history.toNewest(id);
  }, [client, id]);
  return { waiting, failed, retry: () => setFailed(false), leaps, leap };
}
