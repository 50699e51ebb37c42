import type { Conversation } from '@dewberry/sdk';
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { useObservable } from '../app/useObservable.ts';

export interface Older {
  readonly sentinel: RefObject<HTMLDivElement | null>;
  readonly loading: boolean;
  readonly failed: boolean;
  readonly retry: () => void;
}

/** Loads what is older as soon as the top comes near. */
export function useOlderMessages(
  viewport: RefObject<HTMLElement | null>,
  conversation: Conversation,
  ready: boolean,
): Older {
  const client = useClient();
  const online = useObservable(client.connection.state).phase === 'online';
  const sentinel = useRef<HTMLDivElement>(null);
  const [loading, setLoading] = useState(false);
  const [failed, setFailed] = useState(false);
  const { id, complete, headSeq } = conversation;
  const first = conversation.events[0]?.seq;
  const wanted = ready && online && !complete && !loading && !failed && headSeq > 0;

  const load = useCallback((): void => {
    setLoading(true);
    setFailed(false);
    client.history
      .loadOlder(id)
      .catch(() => setFailed(true))
      .finally(() => setLoading(false));
  }, [client, id]);

  useEffect(() => {
    if (!wanted) {
      return;
    }
    const options = { root: viewport.current, rootMargin: '600px 0px 0px 0px' };
    let frame = 0;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        // The top can be seen to come near before the scrolling that brought it is told of, which happens in the next frame.
        // Lines put in before that would be put in where one was, and take one back there.
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(load);
      }
    }, options);
    observer.observe(sentinel.current!);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
    // `first` changes with each page: a new observer then looks again.
  }, [wanted, load, viewport, first]);

  useEffect(() => setFailed(false), [online]);
  return { sentinel, loading, failed, retry: load };
}
