import type { Conversation, UserId } from '@dewberry/sdk';
import { useEffect, useState, type ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { closeConversation } from '../app/router.ts';
import { useObservable } from '../app/useObservable.ts';
import { errorText } from '../i18n/errorText.ts';
import { useT } from '../i18n/I18nProvider.tsx';
import { Avatar } from '../people/Avatar.tsx';
import { PeopleFinder } from '../people/PeopleFinder.tsx';
import { nameOf, useNames } from '../people/usePeople.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { IconButton } from '../ui/IconButton.tsx';

interface Props {
  readonly conversation: Conversation;
  readonly onClose: () => void;
}

/** Who is in a group; adding, removing, leaving. */
export function GroupInfo({ conversation, onClose }: Props): ReactElement {
  const t = useT();
  const client = useClient();
  const [adding, setAdding] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const members = [...conversation.marks.keys()];

  const attempt = async (action: Promise<void>): Promise<boolean> => {
    setError(null);
    try {
      await action;
      return true;
    } catch (thrown) {
      setError(thrown);
      return false;
    }
  };
  const leave = async (): Promise<void> => {
    if (confirm(t('group.leaveQuestion')) && (await attempt(client.groups.remove(conversation.id, client.me)))) {
      closeConversation();
      onClose();
    }
  };
  const problem = error !== null && (
    <p className="error" role="alert">
      {errorText(t, error)}
    </p>
  );

  if (adding) {
    return (
      <Dialog key="add" title={t('group.addMembers')} onClose={onClose} onBack={() => setAdding(false)}>
        <PeopleFinder
          without={[client.me, ...members]}
          labelOf={(user) => t('group.add', { name: nameOf(user) })}
          endOf={() => <Icon name="plus" />}
          onChoose={(user) => void attempt(client.groups.add(conversation.id, user.id))}
          autoFocus
        />
        {problem}
      </Dialog>
    );
  }
  return (
    <Dialog key="info" title={conversation.name ?? t('group.unnamed')} onClose={onClose}>
      <h3 className="section">
        {members.length === 0 ? t('group.manyMembers') : t.count('group.memberCount', members.length)}
      </h3>
      <MemberList members={members} onRemove={(user) => void attempt(client.groups.remove(conversation.id, user))} />
      {problem}
      <div className="actions">
        <button type="button" className="primary" onClick={() => setAdding(true)}>
          {t('group.addMembers')}
        </button>
        <button type="button" className="secondary danger" onClick={() => void leave()}>
          {t('group.leave')}
        </button>
      </div>
    </Dialog>
  );
}

function MemberList({ members, onRemove }: { members: readonly UserId[]; onRemove: (user: UserId) => void }): ReactElement {
  const t = useT();
  const client = useClient();
  const names = useNames(members);
  const presence = useObservable(client.presence.presence);
  const watched = members.join(' ');
  useEffect(() => {
    client.presence.watch('group', watched.split(' ').filter((user) => user !== '' && user !== client.me));
    return () => client.presence.watch('group', []);
  }, [client, watched]);
  return (
    <ul className="rows">
      {members.map((user) => (
        <li key={user} className="row static">
          <Avatar id={user} name={names.of(user)} status={presence.get(user)?.status} />
          <span className="row-title">{names.orYou(user)}</span>
          {user !== client.me && (
            <IconButton
              icon="userMinus"
              label={t('group.remove', { name: names.of(user) })}
              onClick={() => confirm(t('group.removeQuestion', { name: names.of(user) })) && onRemove(user)}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
