import { useEffect, type ReactElement } from 'react';
import { ChatPane } from '../chat/ChatPane.tsx';
import { ConnectionBanner } from '../connection/ConnectionBanner.tsx';
import { Sidebar } from '../conversations/Sidebar.tsx';
import { useConversations } from '../conversations/useConversations.ts';
import { useT } from '../i18n/I18nProvider.tsx';
import { Berry } from '../ui/Berry.tsx';
import { useClient } from './ClientProvider.tsx';
import { useOpenConversation } from './router.ts';

/** Two panes side by side; on a phone the one that is in use. */
export function Messenger(): ReactElement {
  const open = useOpenConversation();
  useUnreadTitle();
  return (
    <div className={open === null ? 'messenger' : 'messenger has-chat'}>
      <ConnectionBanner />
      <Sidebar open={open} />
      <main className="stage">{open === null ? <Welcome /> : <ChatPane key={open} id={open} />}</main>
    </div>
  );
}

function Welcome(): ReactElement {
  const t = useT();
  return (
    <div className="empty">
      <Berry size={96} />
      <h2>{t('welcome.title')}</h2>
      <p>{t('welcome.text')}</p>
    </div>
  );
}

function useUnreadTitle(): void {
  const client = useClient();
  const conversations = useConversations(client);
  const unread = conversations.reduce((sum, conversation) => sum + conversation.unread, 0);
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Dewberry` : 'Dewberry';
  }, [unread]);
}
