import type { Conversation } from '@dewberry/sdk';
import type { ReactElement, RefObject } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { useT } from '../i18n/I18nProvider.tsx';
import { useOlderMessages } from './useOlderMessages.ts';

interface Props {
  readonly conversation: Conversation;
  readonly viewport: RefObject<HTMLElement | null>;
  readonly ready: boolean;
}

/** The top of the conversation: what is older comes, or this is where it begins. */
export function OlderMessages({ conversation, viewport, ready }: Props): ReactElement {
  const t = useT();
  const client = useClient();
  const older = useOlderMessages(viewport, conversation, ready);
  const alone = conversation.id === `d:${client.me}:${client.me}`;
  return (
    <div className="messages-top" ref={older.sentinel} role="status">
      {older.loading && (
        <>
          <span className="spinner" aria-hidden="true" /> {t('chat.loadingOlder')}
        </>
      )}
      {older.failed && (
        <>
          {t('chat.loadFailed')}{' '}
          <button type="button" className="link" onClick={older.retry}>
            {t('state.retry')}
          </button>
        </>
      )}
      {(conversation.complete || conversation.headSeq === 0) && t(alone ? 'chat.startSelf' : 'chat.start')}
    </div>
  );
}
