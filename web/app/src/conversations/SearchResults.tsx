import { directConversation, type Conversation, type User } from '@dewberry/sdk';
import type { ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { openConversation } from '../app/router.ts';
import { errorText } from '../i18n/errorText.ts';
import { useT } from '../i18n/I18nProvider.tsx';
import { PersonRow } from '../people/PersonRow.tsx';
import { nameOf } from '../people/usePeople.ts';
import { usePeopleSearch } from '../people/usePeopleSearch.ts';
import { ConversationRow } from './ConversationRow.tsx';
import { useConversations } from './useConversations.ts';

interface Props {
  readonly text: string;
  readonly open: string | null;
  readonly onDone: () => void;
}

/** Whoever gets more than these types another letter. */
const MOST_SHOWN = 50;

/** Chats whose name matches, and people to start one with. */
export function SearchResults({ text, open, onDone }: Props): ReactElement {
  const t = useT();
  const client = useClient();
  const people = usePeopleSearch(text);
  const matching = useConversations(client).filter((conversation) => matches(client.people.people.get(), conversation));
  const chats = matching.slice(0, MOST_SHOWN);
  const strangers = people.found.filter(({ id }) => !chats.some((chat) => chat.id === directConversation(client.me, id)));

  function matches(known: ReadonlyMap<string, User>, conversation: Conversation): boolean {
    const partner = conversation.id.split(':').find((part) => part !== 'd' && part !== client.me);
    const user = conversation.kind === 'direct' ? known.get(partner ?? client.me) : undefined;
    const names = user === undefined ? [conversation.name ?? ''] : [nameOf(user), user.username];
    return names.some((name) => name.toLowerCase().includes(text.toLowerCase()));
  }

  const nothing = chats.length === 0 && strangers.length === 0;
  return (
    <div className="scrolls">
      {chats.length > 0 && <h2 className="section">{t('list.chats')}</h2>}
      <ul className="rows">
        {chats.map((chat) => (
          <li key={chat.id}>
            <ConversationRow conversation={chat} open={chat.id === open} onOpened={onDone} />
          </li>
        ))}
      </ul>
      {strangers.length > 0 && <h2 className="section">{t('list.people')}</h2>}
      <ul className="rows">
        {strangers.map((user) => (
          <PersonRow
            key={user.id}
            user={user}
            onChoose={() => {
              openConversation(client.openDirect(user.id));
              onDone();
            }}
          />
        ))}
      </ul>
      <p className="hint" role="status">
        {people.error !== null
          ? errorText(t, people.error)
          : people.searching
            ? t('list.searching')
            : nothing && t('list.nothingFound')}
      </p>
    </div>
  );
}
