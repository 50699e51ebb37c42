import type { Conversation, PresenceItem } from '@dewberry/sdk';
import { useEffect, type ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { closeConversation } from '../app/router.ts';
import { useObservable } from '../app/useObservable.ts';
import { useTitle } from '../conversations/useTitle.ts';
import { useMemberCount } from '../groups/useMembers.ts';
import { useI18n } from '../i18n/I18nProvider.tsx';
import type { Formats } from '../i18n/formats.ts';
import type { Translate } from '../i18n/translate.ts';
import { Avatar } from '../people/Avatar.tsx';
import { useNames } from '../people/usePeople.ts';
import { IconButton } from '../ui/IconButton.tsx';

interface Props {
  readonly conversation: Conversation;
  readonly onInfo: () => void;
}

export function ChatHeader({ conversation, onInfo }: Props): ReactElement {
  const { t } = useI18n();
  const client = useClient();
  const title = useTitle(conversation);
  const presence = useObservable(client.presence.presence);
  const status = title.partner === null ? undefined : presence.get(title.partner);
  useEffect(() => {
    client.presence.watch('chat', title.partner === null ? [] : [title.partner]);
    return () => client.presence.watch('chat', []);
  }, [client, title.partner]);
  const isGroup = conversation.kind !== 'direct';
  return (
    <header className="chat-header">
      <IconButton className="only-phone" icon="back" label={t('chat.back')} onClick={closeConversation} />
      <Avatar id={title.avatarId} name={title.text} icon={title.icon} status={status?.status} />
      <div className="row-text">
        <h2 className="row-title" title={title.text}>
          <bdi>{title.text}</bdi>
        </h2>
        <Subtitle conversation={conversation} status={status} />
      </div>
      {isGroup && !conversation.left && <IconButton icon="info" label={t('group.info')} onClick={onInfo} />}
    </header>
  );
}

interface SubtitleProps {
  readonly conversation: Conversation;
  readonly status: PresenceItem | undefined;
}

function Subtitle({ conversation, status }: SubtitleProps): ReactElement {
  const { t, formats } = useI18n();
  const client = useClient();
  const typing = useObservable(client.typing.typing).get(conversation.id) ?? [];
  const names = useNames(typing);
  const members = useMemberCount(conversation);
  const text =
    typing.length > 0
      ? t(typing.length === 1 ? 'chat.typing.one' : 'chat.typing.other', { name: names.of(typing[0]!) })
      : conversation.kind === 'direct'
        ? presenceText(t, formats, status)
        : members === null || conversation.left
          ? ''
          : t.count('group.memberCount', members);
  return (
    <p className={typing.length > 0 ? 'row-detail typing' : 'row-detail'} role="status">
      {text}
    </p>
  );
}

function presenceText(t: Translate, formats: Formats, status: PresenceItem | undefined): string {
  if (status === undefined) {
    return '';
  }
  return status.status === 'offline' && typeof status.lastSeen === 'number' && status.lastSeen > 0
    ? t('people.lastSeen', { when: formats.brief(status.lastSeen) })
    : t(`people.${status.status}`);
}
