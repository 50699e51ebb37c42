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
    // Lines are put in and measured some time after the view has come to rest, often without a change of any size.
    const drawn = new MutationObserver(look);
    drawn.observe(element, { subtree: true, childList: true, attributes: true, attributeFilter: ['style'] });
    // A larger window shows more.
    const resized = new ResizeObserver(look);
    resized.observe(element);
    globalThis.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      cancelAnimationFrame(frame);
      drawn.disconnect();
      resized.disconnect();
      element.removeEventListener('scroll', look);
      globalThis.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [client, viewport, id, headSeq, readSeq, conversation.events, conversation.around]);
}

/** The newest event whose line has come into view, or has been scrolled past. */
function lastSeenSeq(viewport: HTMLElement): number {
  const bottom = viewport.getBoundingClientRect().bottom;
  const lines = [...viewport.querySelectorAll<HTMLElement>('[data-seq]')];
  // A line counts once its beginning shows, or else a long message could never be read.
  const seen = lines.findLast((line) => line.getBoundingClientRect().top + 24 <= bottom && isDrawn(line));
  return Number(seen?.dataset.seq ?? 0);
}

/** A line that has not been measured yet stands at a guessed place, unseen. */
function isDrawn(line: HTMLElement): boolean {
  return line.closest('li')?.style.visibility !== 'hidden';
}
