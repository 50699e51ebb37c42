import type { Conversation } from '@dewberry/sdk';
import type { ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { openConversation } from '../app/router.ts';
import { useObservable } from '../app/useObservable.ts';
import { StateIcon } from '../chat/StateIcon.tsx';
import { useI18n } from '../i18n/I18nProvider.tsx';
import { Avatar } from '../people/Avatar.tsx';
import { usePreview } from './usePreview.ts';
import { useTitle } from './useTitle.ts';

interface Props {
  readonly conversation: Conversation;
  readonly open: boolean;
  readonly onOpened?: () => void;
}

export function ConversationRow({ conversation, open, onOpened }: Props): ReactElement {
  const client = useClient();
  const { t, formats } = useI18n();
  const title = useTitle(conversation);
  const preview = usePreview(conversation);
  const presence = useObservable(client.presence.presence);
  const typing = useObservable(client.typing.typing).get(conversation.id) ?? [];
  const status = title.partner === null ? undefined : presence.get(title.partner)?.status;
  const { unread } = conversation;
  return (
    <li>
      <button
        type="button"
        className="row"
        aria-current={open ? 'page' : undefined}
        data-conversation={conversation.id}
        onClick={() => {
          openConversation(conversation.id);
          onOpened?.();
        }}
      >
        <Avatar id={title.avatarId} name={title.text} icon={title.icon} status={status} />
        <span className="row-text">
          <span className="row-line">
            <span className="row-title">{title.text}</span>
            {preview.at !== null && <time className="row-time">{formats.brief(preview.at)}</time>}
          </span>
          <span className="row-line">
            {typing.length > 0 ? (
              <span className="row-detail typing">{t('chat.typingShort')}</span>
            ) : (
              <>
                {preview.state !== null && <StateIcon state={preview.state} />}
                <span className="row-detail">{preview.text}</span>
              </>
            )}
            {unread > 0 && (
              <span className="badge" aria-label={t.count('list.unread', unread)}>
                {unread > 999 ? '999+' : unread}
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  );
}
