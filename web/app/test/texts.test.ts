import type { Content, LogEvent } from '@dewberry/sdk';
import { describe, expect, it } from 'vitest';
import { deviceName } from '../src/app/services.ts';
import { linesOf } from '../src/chat/lines.ts';
import { en } from '../src/i18n/en.ts';
import { formats } from '../src/i18n/formats.ts';
import { localeOf, preferredLanguage, translator } from '../src/i18n/translate.ts';
import { zh } from '../src/i18n/zh.ts';
import { initialsOf } from '../src/people/Avatar.tsx';

const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

describe('catalogues', () => {
  it('have a text for every key, with the same values in it', () => {
    for (const [key, text] of Object.entries(en)) {
      const chinese = zh[key as keyof typeof en];
      expect(chinese, key).not.toBe('');
      expect(placeholders(chinese), key).toEqual(placeholders(text));
    }
  });

  it('count', () => {
    const t = translator('en');
    expect(t.count('group.memberCount', 1)).toBe('1 member');
    expect(t.count('group.memberCount', 3)).toBe('3 members');
    expect(translator('zh').count('group.memberCount', 1)).toBe('1 位成员');
  });

  it('leave what is not a known value as it is', () => {
    expect(translator('en')('list.you', { text: '{name} $& <b>' })).toBe('You: {name} $& <b>');
  });
});

describe('language', () => {
  it('is the first of the browser that we speak', () => {
    expect(preferredLanguage(['fr', 'zh-TW', 'en'])).toBe('zh');
    expect(preferredLanguage(['de'])).toBe('en');
    expect(localeOf('en', ['zh-CN', 'en-GB'])).toBe('en-GB');
    expect(localeOf('zh', ['en-GB'])).toBe('zh-CN');
  });
});

describe('dates', () => {
  const { day, brief } = formats('en-GB', translator('en'));
  const now = new Date(2026, 10, 20, 12).getTime();
  const at = (date: number, hour: number): number => new Date(2026, 10, date, hour).getTime();

  it('are called by name when they are near', () => {
    expect(day(at(20, 0), now)).toBe('Today');
    expect(day(at(19, 23), now)).toBe('Yesterday');
    expect(day(at(2, 8), now)).toBe('Monday 2 November');
    expect(brief(at(20, 8), now)).toBe('08:00');
    expect(brief(at(18, 8), now)).toBe('Wed');
    expect(brief(at(2, 8), now)).toBe('02/11/2026');
  });
});

describe('lines of a conversation', () => {
  const noon = new Date(2026, 10, 20, 12).getTime();
  const event = (seq: number, from: string, at: number, content: Content = { kind: 'text', text: 'x' }): LogEvent => ({
    conversation: 'd:1:2',
    seq,
    event: String(seq),
    from,
    at,
    content,
  });
  const shapes = (events: LogEvent[], unreadAfter: number | null = null): string[] =>
    linesOf(events, unreadAfter, '1').map((line) =>
      line.kind === 'message' ? `${line.event.seq}${line.first ? ' first' : ''}${line.last ? ' last' : ''}` : line.kind,
    );

  it('keep together what one person says closely, and part the days', () => {
    const events = [event(1, '2', noon), event(2, '2', noon + 60_000), event(3, '1', noon + 61_000)];
    expect(shapes(events)).toEqual(['day', '1 first', '2 last', '3 first last']);
    expect(shapes([...events, event(4, '1', noon + 86_400_000)])).toEqual([
      'day',
      '1 first',
      '2 last',
      '3 first last',
      'day',
      '4 first last',
    ]);
  });

  it('show where the unread begin, and never above one’s own', () => {
    const events = [event(1, '2', noon), event(2, '1', noon), event(3, '2', noon), event(4, '2', noon)];
    expect(shapes(events, 1)).toEqual(['day', '1 first last', '2 first last', 'unread', '3 first', '4 last']);
  });

  it('leave out what only changes other lines', () => {
    const events = [event(1, '2', noon), event(2, '2', noon, { kind: 'reaction', target: 1, emoji: '👍', on: true })];
    expect(shapes(events)).toEqual(['day', '1 first last']);
  });
});

describe('names', () => {
  it('become initials', () => {
    expect(initialsOf('Amara van Okafor')).toBe('AO');
    expect(initialsOf('mira')).toBe('M');
    expect(initialsOf('林晓雨')).toBe('雨');
    expect(initialsOf('')).toBe('');
  });

  it('of browsers are told', () => {
    const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
    expect(deviceName(chrome)).toBe('Chrome · Linux');
  });
});
