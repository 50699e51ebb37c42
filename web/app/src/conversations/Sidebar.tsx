import { partnerOf } from '@dewberry/sdk';
import { useEffect, useState, type ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { useObservable } from '../app/useObservable.ts';
import { useT } from '../i18n/I18nProvider.tsx';
import { SettingsDialog } from '../settings/SettingsDialog.tsx';
import { Berry } from '../ui/Berry.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { VirtualRows } from '../ui/VirtualRows.tsx';
import { ConversationRow } from './ConversationRow.tsx';
import { NewConversationDialog } from './NewConversationDialog.tsx';
import { SearchResults } from './SearchResults.tsx';
import { useConversations } from './useConversations.ts';

/** More than these are far down the list, where nobody sees the dot. */
const MOST_WATCHED = 100;

export function Sidebar({ open }: { open: string | null }): ReactElement {
  const t = useT();
  const [text, setText] = useState('');
  const [dialog, setDialog] = useState<'new' | 'settings' | null>(null);
  return (
    <nav className="sidebar" aria-label={t('list.label')}>
      <header className="sidebar-header">
        <Berry size={34} />
        <h1>Dewberry</h1>
        <IconButton icon="compose" label={t('new.button')} onClick={() => setDialog('new')} />
        <IconButton icon="settings" label={t('settings.title')} onClick={() => setDialog('settings')} />
      </header>
      <SearchField label={t('list.search')} value={text} onChange={setText} />
      {text.trim() === '' ? (
        <ConversationList open={open} onNew={() => setDialog('new')} />
      ) : (
        <SearchResults text={text.trim()} open={open} onDone={() => setText('')} />
      )}
      {dialog === 'new' && <NewConversationDialog onClose={() => setDialog(null)} />}
      {dialog === 'settings' && <SettingsDialog onClose={() => setDialog(null)} />}
    </nav>
  );
}

function ConversationList({ open, onNew }: { open: string | null; onNew: () => void }): ReactElement {
  const t = useT();
  const client = useClient();
  const conversations = useConversations(client);
  const loading = useObservable(client.catchUp.running);
  const partners = conversations.slice(0, MOST_WATCHED).flatMap(({ id }) => partnerOf(id, client.me) ?? []);
  const watched = partners.filter((user) => user !== client.me).join(' ');
  useEffect(() => {
    client.presence.watch('list', watched === '' ? [] : watched.split(' '));
  }, [client, watched]);

  if (conversations.length === 0) {
    return loading ? (
      <Skeleton />
    ) : (
      <div className="empty">
        <h2>{t('list.empty')}</h2>
        <p>{t('list.emptyText')}</p>
        <button type="button" className="primary" onClick={onNew}>
          {t('new.button')}
        </button>
      </div>
    );
  }
  return (
    <VirtualRows
      className="scrolls"
      items={conversations}
      keyOf={({ id }) => id}
      start={open}
      render={(conversation, tabIndex) => (
        <ConversationRow conversation={conversation} open={conversation.id === open} tabIndex={tabIndex} />
      )}
    />
  );
}

/** Grey shapes where lines will be. */
function Skeleton(): ReactElement {
  const t = useT();
  return (
    <div className="skeleton" role="status" aria-label={t('list.loading')}>
      {Array.from({ length: 6 }, (_, i) => (
        <span key={i} className="skeleton-row" />
      ))}
    </div>
  );
}
