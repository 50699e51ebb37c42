import type { Member } from '@dewberry/sdk';
import { useEffect, type ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { useObservable } from '../app/useObservable.ts';
import { errorText } from '../i18n/errorText.ts';
import { useT } from '../i18n/I18nProvider.tsx';
import { Avatar } from '../people/Avatar.tsx';
import { useNames } from '../people/usePeople.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { VirtualRows } from '../ui/VirtualRows.tsx';
import { mayRemove, type Members } from './useMembers.ts';

interface Props {
  readonly members: Members;
  readonly onRemove: (user: string) => void;
}

/** The board shows who is online of so many; further down nobody looks. */
const MOST_WATCHED = 100;

/** Who is in a group, and what they may do there. */
export function MemberList({ members, onRemove }: Props): ReactElement {
  const t = useT();
  const client = useClient();
  const watched = members.list
    .slice(0, MOST_WATCHED)
    .map(({ user }) => user)
    .filter((user) => user !== client.me)
    .join(' ');
  useEffect(() => {
    client.presence.watch('group', watched === '' ? [] : watched.split(' '));
    return () => client.presence.watch('group', []);
  }, [client, watched]);
  return (
    <>
      <VirtualRows
        className="member-list"
        label={t('group.members')}
        readOnly
        items={members.list}
        keyOf={({ user }) => user}
        render={(member) => (
          <MemberRow member={member} removable={mayRemove(members.myRole, member.role)} onRemove={onRemove} />
        )}
      />
      <div className="list-state" role="status">
        {members.loading && members.list.length === 0 && <span>{t('group.loadingMembers')}</span>}
        {members.error !== null && (
          <span className="error">
            {errorText(t, members.error)}{' '}
            <button type="button" className="link" onClick={members.retry}>
              {t('state.retry')}
            </button>
          </span>
        )}
      </div>
    </>
  );
}

interface RowProps {
  readonly member: Member;
  readonly removable: boolean;
  readonly onRemove: (user: string) => void;
}

/** Asks for the name only when the row comes into sight: a group may have thousands. */
function MemberRow({ member: { user, role }, removable, onRemove }: RowProps): ReactElement {
  const t = useT();
  const client = useClient();
  const names = useNames([user]);
  const username = useObservable(client.people.people).get(user)?.username;
  const status = useObservable(client.presence.presence).get(user)?.status;
  const name = names.of(user);
  return (
    <div className="row member" data-user={user}>
      <Avatar id={user} name={name} status={user === client.me ? undefined : status} />
      <span className="row-text">
        <span className="row-title">
          <bdi>{name}</bdi>
          {user === client.me && <span className="aside"> · {t('people.you')}</span>}
        </span>
        {username !== undefined && <span className="row-detail">@{username}</span>}
      </span>
      {(role === 'owner' || role === 'admin') && <span className={`role ${role}`}>{t(`group.role.${role}`)}</span>}
      {removable && user !== client.me && (
        <IconButton
          icon="userMinus"
          label={t('group.remove', { name })}
          onClick={() => confirm(t('group.removeQuestion', { name })) && onRemove(user)}
        />
      )}
    </div>
  );
}
