import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { useObservable } from '../app/useObservable.ts';

export interface Pages {
  readonly sentinel: RefObject<HTMLDivElement | null>;
  readonly loading: boolean;
  readonly failed: boolean;
  readonly retry: () => void;
}

interface Options {
  readonly viewport: RefObject<HTMLElement | null>;
  /** Whether there is more, and it may come. */
  readonly ready: boolean;
  /** Changes with each page that has come. */
  readonly edge: number | undefined;
  readonly load: () => Promise<void>;
}

/** Near enough, in pixels, for the next page to be there before one is. */
const NEAR = '600px 0px';

/** Loads the next page as soon as the end where it is missing comes near. */
export function usePages({ viewport, ready, edge, load }: Options): Pages {
  const client = useClient();
  const online = useObservable(client.connection.state).phase === 'online';
  const sentinel = useRef<HTMLDivElement>(null);
  const [loading, setLoading] = useState(false);
  const [failed, setFailed] = useState(false);
  const wanted = ready && online && !loading && !failed;

  const start = useCallback((): void => {
    setLoading(true);
    setFailed(false);
    load()
      .catch(() => setFailed(true))
      .finally(() => setLoading(false));
  }, [load]);

  useEffect(() => {
    if (!wanted) {
      return;
    }
    let frame = 0;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) {
          // The end can be seen to come near before the scrolling that brought it is told of, which happens in the next frame.
          // Lines put in before that would be put in where one was, and take one back there.
          cancelAnimationFrame(frame);
          frame = requestAnimationFrame(start);
        }
      },
      { root: viewport.current, rootMargin: NEAR },
    );
    observer.observe(sentinel.current!);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
    // A new observer looks again after each page.
  }, [wanted, start, viewport, edge]);

  useEffect(() => setFailed(false), [online]);
  return { sentinel, loading, failed, retry: start };
}
