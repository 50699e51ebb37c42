import { partnerOf, type Conversation, type UserId } from '@dewberry/sdk';
import { useClient } from '../app/ClientProvider.tsx';
import { useT } from '../i18n/I18nProvider.tsx';
import { useNames } from '../people/usePeople.ts';
import type { IconName } from '../ui/Icon.tsx';

export interface Title {
  readonly text: string;
  /** Whose picture stands for the conversation, and the icon where it is nobody's. */
  readonly avatarId: string;
  readonly icon: IconName | undefined;
  readonly partner: UserId | null;
}

/** What a conversation is called on this person's screen. */
export function useTitle({ id, name }: Pick<Conversation, 'id' | 'name'>): Title {
  const t = useT();
  const client = useClient();
  const partner = partnerOf(id, client.me);
  const names = useNames(partner === null ? [] : [partner]);
  if (partner === null) {
    return { text: name ?? t('group.unnamed'), avatarId: id, icon: 'group', partner: null };
  }
  if (partner === client.me) {
    return { text: t('people.noteToSelf'), avatarId: id, icon: 'note', partner: null };
  }
  return { text: names.of(partner), avatarId: partner, icon: undefined, partner };
}
