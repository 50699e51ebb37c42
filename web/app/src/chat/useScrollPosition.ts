import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';

/** This close to the end counts as being there. */
const NEAR_PX = 80;
/** Until the lines that were opened at have been measured, nothing is put in above them. */
const SETTLED_MS = 300;

export interface ScrollPosition {
  readonly atBottom: boolean;
  /** Whether the place to open at has been found. */
  readonly settled: boolean;
  readonly toBottom: () => void;
}

interface Options {
  readonly viewport: RefObject<HTMLElement | null>;
  readonly lines: RefObject<VirtualizerHandle | null>;
  readonly count: number;
  /** The line to open at, or -1 for the end. */
  readonly unreadIndex: number;
  readonly pendingCount: number;
  /** Whether the last line is the newest one; else there is nothing to follow. */
  readonly reachesEnd: boolean;
}

/**
 * Where in the conversation one is: it opens at the first unread message, or else at the end, and at the end it follows new
 * ones. That nothing moves when older ones are put in above is the doing of the virtual list.
 */
export function useScrollPosition(options: Options): ScrollPosition {
  const { viewport, lines, count, unreadIndex, pendingCount, reachesEnd } = options;
  const [atBottom, setAtBottom] = useState(true);
  const [settled, setSettled] = useState(false);
  const follows = useRef(true);
  const opened = useRef(false);
  const pendingBefore = useRef(pendingCount);
  const ends = useRef(reachesEnd);

  useLayoutEffect(() => {
    const element = viewport.current!;
    ends.current = reachesEnd;
    if (!opened.current && count > 0) {
      opened.current = true;
      follows.current = unreadIndex < 0 && reachesEnd;
      if (unreadIndex >= 0) {
        lines.current?.scrollToIndex(unreadIndex, { align: 'start', offset: -element.clientHeight / 4 });
      }
    } else if (pendingCount > pendingBefore.current) {
      // Whoever writes wants to see it.
      follows.current = true;
    }
    pendingBefore.current = pendingCount;
    if (follows.current) {
      element.scrollTop = element.scrollHeight;
    }
  }, [viewport, lines, count, unreadIndex, pendingCount, reachesEnd]);

  const isOpen = count > 0;
  useEffect(() => {
    if (isOpen) {
      const timer = setTimeout(() => setSettled(true), SETTLED_MS);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [isOpen]);

  useEffect(() => {
    const element = viewport.current!;
    let before = element.scrollTop;
    const onScroll = (): void => {
      const near = ends.current && element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      // Growing lines take one away from the end as well; only going up is leaving it.
      if (near || element.scrollTop < before - 1) {
        follows.current = near;
      }
      before = element.scrollTop;
      setAtBottom(near || follows.current);
    };
    // A line that was measured, a growing composer, a phone's keyboard, a turned phone: the end stays in sight.
    const resized = new ResizeObserver(() => {
      if (follows.current) {
        element.scrollTop = element.scrollHeight;
      }
      onScroll();
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    resized.observe(element);
    for (const child of element.children) {
      resized.observe(child);
    }
    return () => {
      element.removeEventListener('scroll', onScroll);
      resized.disconnect();
    };
  }, [viewport]);

  const toBottom = (): void => {
    // Not gliding: what is put in above, or measured on the way, would end it in the middle.
    follows.current = true;
    lines.current?.scrollToIndex(count - 1, { align: 'end' });
  };
  return { atBottom, settled, toBottom };
}
