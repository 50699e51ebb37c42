import type { Conversation } from '@dewberry/sdk';
import { useState, type ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { closeConversation } from '../app/router.ts';
import { errorText } from '../i18n/errorText.ts';
import { useT } from '../i18n/I18nProvider.tsx';
import { PeopleFinder } from '../people/PeopleFinder.tsx';
import { nameOf } from '../people/usePeople.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { MemberList } from './MemberList.tsx';
import { mayAdd, useMembers } from './useMembers.ts';

interface Props {
  readonly conversation: Conversation;
  readonly onClose: () => void;
}

/** Who is in a group; adding, removing, leaving. */
export function GroupInfo({ conversation, onClose }: Props): ReactElement {
  const t = useT();
  const client = useClient();
  const members = useMembers(conversation);
  const [adding, setAdding] = useState(false);
  const [error, setError] = useState<unknown>(null);

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
          without={[client.me, ...members.list.map(({ user }) => user)]}
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
        {members.count === null ? t('group.members') : t.count('group.memberCount', members.count)}
      </h3>
      <MemberList
        members={members}
        onRemove={(user) => void attempt(client.groups.remove(conversation.id, user))}
      />
      {problem}
      <div className="actions">
        {mayAdd(members.myRole) && (
          <button type="button" className="primary" onClick={() => setAdding(true)}>
            {t('group.addMembers')}
          </button>
        )}
        <button type="button" className="secondary danger" onClick={() => void leave()}>
          {t('group.leave')}
        </button>
      </div>
    </Dialog>
  );
}
