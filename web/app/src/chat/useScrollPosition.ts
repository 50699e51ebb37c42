import type { LogEvent } from '@dewberry/sdk';
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** This close to the end counts as being there. */
const NEAR_PX = 80;

export interface ScrollPosition {
  readonly atBottom: boolean;
  readonly toBottom: () => void;
}

/**
 * Keeps what one reads where it is: at the end it follows new messages, and when older ones are put in above, nothing
 * moves. It opens at the first unread message, or else at the end.
 */
export function useScrollPosition(
  viewport: RefObject<HTMLDivElement | null>,
  events: readonly LogEvent[],
  pendingCount: number,
): ScrollPosition {
  const [atBottom, setAtBottom] = useState(true);
  const follows = useRef(true);
  const opened = useRef(false);
  const firstSeq = useRef<number | undefined>(undefined);
  const heightBefore = useRef(0);
  const pendingBefore = useRef(pendingCount);

  useLayoutEffect(() => {
    const element = viewport.current!;
    const first = events[0]?.seq;
    const prepended = firstSeq.current !== undefined && first !== undefined && first < firstSeq.current;
    const sentOneself = pendingCount > pendingBefore.current;
    if (!opened.current && first !== undefined) {
      opened.current = true;
      follows.current = openAtUnread(element);
    } else if (prepended && !follows.current) {
      element.scrollTop += element.scrollHeight - heightBefore.current;
    }
    if (follows.current || sentOneself) {
      element.scrollTop = element.scrollHeight;
    }
    firstSeq.current = first;
    heightBefore.current = element.scrollHeight;
    pendingBefore.current = pendingCount;
  }, [viewport, events, pendingCount]);

  useEffect(() => {
    const element = viewport.current!;
    const onScroll = (): void => {
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      follows.current = near;
      setAtBottom(near);
    };
    // A growing composer, a phone's keyboard, a turned phone: the end stays in sight.
    const resized = new ResizeObserver(() => {
      if (follows.current) {
        element.scrollTop = element.scrollHeight;
      }
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    resized.observe(element);
    onScroll();
    return () => {
      element.removeEventListener('scroll', onScroll);
      resized.disconnect();
    };
  }, [viewport]);

  const toBottom = (): void => {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    viewport.current?.scrollTo({ top: viewport.current.scrollHeight, behavior: calm ? 'instant' : 'smooth' });
  };
  return { atBottom, toBottom };
}

/** Whether everything unread fits, so that the view may follow the end. */
function openAtUnread(element: HTMLElement): boolean {
  element.scrollTop = element.scrollHeight;
  const line = element.querySelector<HTMLElement>('.unread-line');
  if (line === null) {
    return true;
  }
  const top = line.offsetTop - element.clientHeight / 4;
  if (top < element.scrollTop) {
    element.scrollTop = top;
  }
  return element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
}
