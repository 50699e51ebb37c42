import { useEffect, useState, type ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { closeConversation } from '../app/router.ts';
import { useObservable } from '../app/useObservable.ts';
import { GroupInfo } from '../groups/GroupInfo.tsx';
import { useT } from '../i18n/I18nProvider.tsx';
import { ChatHeader } from './ChatHeader.tsx';
import { Composer } from './Composer.tsx';
import { MessageList } from './MessageList.tsx';

/** One conversation: what was said, and the place to say more. */
export function ChatPane({ id }: { id: string }): ReactElement {
  const t = useT();
  const client = useClient();
  const [info, setInfo] = useState(false);
  const known = useObservable(client.conversations.all).get(id);
  const loading = useObservable(client.catchUp.running);
  useEffect(() => {
    if (known === undefined && !loading && isOurs(id, client.me)) {
      // The address of somebody one has not written to yet.
      client.conversations.open(id);
    }
  }, [client, id, known, loading]);
  if (known === undefined) {
    return loading ? (
      <div className="empty" role="status">
        <span className="spinner" aria-hidden="true" />
        <p>{t('chat.opening')}</p>
      </div>
    ) : (
      <div className="empty">
        <h2>{t('chat.notFound')}</h2>
        <p>{t('chat.notFoundText')}</p>
        <button type="button" className="primary" onClick={closeConversation}>
          {t('chat.back')}
        </button>
      </div>
    );
  }
  return (
    <section className="chat">
      <ChatHeader conversation={known} onInfo={() => setInfo(true)} />
      <MessageList conversation={known} />
      {known.left ? <p className="composer-note">{t('group.youLeft')}</p> : <Composer conversation={id} />}
      {info && <GroupInfo conversation={known} onClose={() => setInfo(false)} />}
    </section>
  );
}

function isOurs(id: string, me: string): boolean {
  const [kind, ...users] = id.split(':');
  return kind === 'd' && users.includes(me);
}
