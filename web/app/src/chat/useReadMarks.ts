import type { Conversation } from '@dewberry/sdk';
import { useEffect, type RefObject } from 'react';
import { useClient } from '../app/ClientProvider.tsx';

/** Marks read what somebody can have read: shown on the screen, in a window that is visible and has the focus. */
export function useReadMarks(viewport: RefObject<HTMLElement | null>, conversation: Conversation): void {
  const client = useClient();
  const { id, headSeq, readSeq } = conversation;

  useEffect(() => {
    const element = viewport.current;
    if (element === null || headSeq <= readSeq) {
      return;
    }
    let frame = 0;
    const look = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        if (document.visibilityState === 'visible' && document.hasFocus()) {
          client.markRead(id, lastSeenSeq(element));
        }
      });
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    globalThis.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener('scroll', look);
      globalThis.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [client, viewport, id, headSeq, readSeq, conversation.events]);
}

/** The newest event whose line has come into view, or has been scrolled past. */
function lastSeenSeq(viewport: HTMLElement): number {
  const bottom = viewport.getBoundingClientRect().bottom;
  const lines = [...viewport.querySelectorAll<HTMLElement>('[data-seq]')];
  // A line counts once its beginning shows, or else a long message could never be read.
  const seen = lines.findLast((line) => line.getBoundingClientRect().top + 24 <= bottom);
  return Number(seen?.dataset.seq ?? 0);
}
