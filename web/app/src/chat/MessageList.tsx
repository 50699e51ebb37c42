import type { Conversation } from '@dewberry/sdk';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { useObservable } from '../app/useObservable.ts';
import { useT } from '../i18n/I18nProvider.tsx';
import { JumpButton } from './JumpButton.tsx';
import { MessageLines } from './MessageLines.tsx';
import { PageState } from './PageState.tsx';
import { useUnreadStart } from './useUnreadStart.ts';

const NO_PENDING: readonly never[] = [];

/** What was said, from the first unread message on: that comes first where it is not here, and nothing is shown before. */
export function MessageList({ conversation }: { conversation: Conversation }): ReactElement {
  const t = useT();
  const client = useClient();
  const pending = useObservable(client.outbox.pending).get(conversation.id) ?? NO_PENDING;
  // Where one had read to when the conversation was opened: the line stays there while one reads on.
  const [unreadAfter] = useState(() => (conversation.unread > 0 ? conversation.readSeq : null));
  const { waiting, failed, retry, leaps, leap } = useUnreadStart(conversation);
  const apart = waiting || conversation.around.length > 0;
  const pendingBefore = useRef(pending.length);
  useEffect(() => {
    if (apart && pending.length > pendingBefore.current) {
      // Whoever writes wants to see it, and has read up to there.
      leap();
    }
    pendingBefore.current = pending.length;
  }, [apart, pending.length, leap]);
  return (
    <div className="messages-frame">
      {waiting ? (
        <>
          <div className="empty" role="status">
            <PageState pages={{ loading: !failed, failed, retry }} loading={t('chat.opening')} failed={t('chat.loadNewerFailed')} />
          </div>
          <JumpButton unread={conversation.unread} onJump={leap} />
        </>
      ) : (
        // Another place in the conversation is another list, with another beginning.
        <MessageLines
          key={leaps}
          conversation={conversation}
          pending={apart ? NO_PENDING : pending}
          unreadAfter={leaps > 0 ? null : unreadAfter}
          onLeap={apart ? leap : null}
        />
      )}
    </div>
  );
}
