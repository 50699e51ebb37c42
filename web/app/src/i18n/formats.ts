import type { Translate } from './translate.ts';

export interface Formats {
  /** The time of day of a message. */
  time(at: number): string;
  /** A whole moment, for whoever wants to know exactly. */
  moment(at: number): string;
  /** The heading of a day. */
  day(at: number, now?: number): string;
  /** As short as a list needs: the time today, the weekday this week, else the date. */
  brief(at: number, now?: number): string;
}

const DAY_MS = 86_400_000;

export function formats(tag: string, t: Translate): Formats {
  const time = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit' });
  const moment = new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeStyle: 'medium' });
  const weekday = new Intl.DateTimeFormat(tag, { weekday: 'short' });
  const dayThisYear = new Intl.DateTimeFormat(tag, { weekday: 'long', month: 'long', day: 'numeric' });
  const day = new Intl.DateTimeFormat(tag, { year: 'numeric', month: 'long', day: 'numeric' });
  const date = new Intl.DateTimeFormat(tag, { dateStyle: 'short' });
  return {
    time: (at) => time.format(at),
    moment: (at) => moment.format(at),
    day: (at, now = Date.now()) => {
      const ago = daysBetween(at, now);
      if (ago === 0 || ago === 1) {
        return t(ago === 0 ? 'day.today' : 'day.yesterday');
      }
      return (sameYear(at, now) ? dayThisYear : day).format(at);
    },
    brief: (at, now = Date.now()) => {
      const ago = daysBetween(at, now);
      if (ago <= 0) {
        return time.format(at);
      }
      return ago === 1 ? t('day.yesterday') : (ago < 7 ? weekday : date).format(at);
    },
  };
}

export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** Rounded, because the days on which clocks change have 23 or 25 hours. */
function daysBetween(at: number, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(at)) / DAY_MS);
}

function sameYear(at: number, now: number): boolean {
  return new Date(at).getFullYear() === new Date(now).getFullYear();
}
