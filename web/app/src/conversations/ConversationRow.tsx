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
  readonly tabIndex?: 0 | -1;
}

/** What stands inside a line of the list. */
export function ConversationRow({ conversation, open, onOpened, tabIndex }: Props): ReactElement {
  const client = useClient();
  const { t, formats } = useI18n();
  const title = useTitle(conversation);
  const preview = usePreview(conversation);
  const presence = useObservable(client.presence.presence);
  const typing = useObservable(client.typing.typing).get(conversation.id) ?? [];
  const status = title.partner === null ? undefined : presence.get(title.partner)?.status;
  const { unread } = conversation;
  return (
    <button
      type="button"
      className={unread > 0 ? 'row unread' : 'row'}
      tabIndex={tabIndex}
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
          <span className="row-title">
            <bdi>{title.text}</bdi>
          </span>
          {preview.at !== null && (
            <time className="row-time" dateTime={new Date(preview.at).toISOString()} title={formats.moment(preview.at)}>
              {formats.brief(preview.at)}
            </time>
          )}
        </span>
        <span className="row-line">
          {typing.length > 0 ? (
            <span className="row-detail typing">{t('chat.typingShort')}</span>
          ) : (
            <>
              {preview.state !== null && <StateIcon state={preview.state} />}
              <span className="row-detail">
                <bdi>{preview.text}</bdi>
              </span>
            </>
          )}
          {unread > 0 && (
            <span className="badge">
              <span aria-hidden="true">{unread > 999 ? '999+' : unread}</span>
              <span className="only-spoken">{t.count('list.unread', unread)}</span>
            </span>
          )}
        </span>
      </span>
    </button>
  );
}
