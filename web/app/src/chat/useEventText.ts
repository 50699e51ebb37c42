import type { Content, GroupContent, LogEvent, MemberContent } from '@dewberry/sdk';
import { useT } from '../i18n/I18nProvider.tsx';
import type { Translate } from '../i18n/translate.ts';
import { useNames, type Names } from '../people/usePeople.ts';

/** Events that change others, and are not lines of their own. */
export function isShown({ content }: LogEvent): boolean {
  return !['edit', 'recall', 'reaction', 'pin'].includes(content.kind);
}

/** Lines that tell what happened, rather than what somebody said. */
export function isNotice({ content }: LogEvent): boolean {
  return content.kind === 'member' || content.kind === 'group';
}

/** Gives events as plain text in the person's language. `events` are those whose names will be needed. */
export function useEventText(events: readonly LogEvent[]): (event: LogEvent) => string {
  const t = useT();
  const notices = events.filter(isNotice);
  const names = useNames([...new Set(notices.flatMap(peopleIn))]);
  return (event) => contentText(t, names, event, event.content);
}

function peopleIn({ from, content }: LogEvent): readonly string[] {
  return [...(from === null ? [] : [from]), ...(content.kind === 'member' ? content.users : [])];
}

function contentText(t: Translate, names: Names, event: LogEvent, content: Content): string {
  switch (content.kind) {
    case 'text':
      return content.text;
    case 'gone':
      return t(`chat.${content.reason}`);
    case 'member':
      return memberText(t, names, event, content);
    case 'group':
      return groupText(t, names, event, content);
    case 'media':
      return content.caption ?? content.name;
    case 'edit':
    case 'recall':
    case 'reaction':
    case 'pin':
    case 'custom':
    case 'encrypted':
      return t('chat.unsupported');
  }
}

function memberText(t: Translate, names: Names, { from }: LogEvent, { users, change, role }: MemberContent): string {
  const who = names.orYou(from);
  const whom = users.map((user) => names.orYou(user)).join(', ');
  switch (change) {
    case 'join':
      return from === null || users.includes(from) ? t('event.joined', { whom }) : t('event.invited', { who, whom });
    case 'invite':
      return t('event.invited', { who, whom });
    case 'leave':
      return t('event.left', { whom });
    case 'remove':
      return t('event.removed', { who, whom });
    case 'role':
      return role === 'owner' || role === 'admin' || role === 'member'
        ? t(`event.role.${role}`, { whom })
        : t('event.role', { who, whom });
  }
}

function groupText(t: Translate, names: Names, { from, seq }: LogEvent, { name }: GroupContent): string {
  const who = names.orYou(from);
  if (name === undefined) {
    return t('event.changed', { who });
  }
  return t(seq === 1 ? 'event.created' : 'event.renamed', { who, name });
}
