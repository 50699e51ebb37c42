import { useEffect, useRef, useState, type ReactElement, type RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { useI18n } from '../i18n/I18nProvider.tsx';
import { startOfDay } from '../i18n/formats.ts';
import { timeOf, type Line } from './lines.ts';

interface Props {
  readonly viewport: RefObject<HTMLElement | null>;
  readonly handle: RefObject<VirtualizerHandle | null>;
  readonly lines: readonly Line[];
}

/** How close to the top the heading of a day may come before both would be seen. */
const HEADING_PX = 44;

/** It goes once scrolling has ended, since it covers what it stands on. */
const RESTS_AFTER_MS = 1500;

/** The day of the topmost line, while one scrolls and the heading of that day is out of sight. */
export function DayAbove({ viewport, handle, lines }: Props): ReactElement | null {
  const { formats } = useI18n();
  const [day, setDay] = useState<number | null>(null);
  const [resting, setResting] = useState(true);
  const shown = useRef(lines);
  useEffect(() => {
    shown.current = lines;
  }, [lines]);
  useEffect(() => {
    const element = viewport.current!;
    let frame = 0;
    let rest: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      cancelAnimationFrame(frame);
      clearTimeout(rest);
      frame = requestAnimationFrame(() => {
        setDay(dayAt(element, handle.current, shown.current));
        setResting(false);
      });
      rest = setTimeout(() => setResting(true), RESTS_AFTER_MS);
    };
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(rest);
      element.removeEventListener('scroll', look);
    };
  }, [viewport, handle]);
  return day === null ? null : (
    <div className={resting ? 'day-above resting' : 'day-above'} aria-hidden="true">
      <span>{formats.day(day)}</span>
    </div>
  );
}

function dayAt(element: HTMLElement, handle: VirtualizerHandle | null, lines: readonly Line[]): number | null {
  if (handle === null || lines.length === 0 || element.scrollTop < HEADING_PX) {
    return null;
  }
  const top = handle.findItemIndex(element.scrollTop);
  const below = handle.findItemIndex(element.scrollTop + HEADING_PX);
  for (let i = top; i <= below; i++) {
    if (lines[i]?.kind === 'day' || lines[i]?.kind === 'unread') {
      return null;
    }
  }
  const at = lines.slice(top).map(timeOf).find((time) => time !== null);
  return at == null ? null : startOfDay(at);
}
