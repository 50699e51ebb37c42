import { ulid, type User } from '@dewberry/sdk';
import { useState, type FormEvent, type ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { errorText } from '../i18n/errorText.ts';
import { useT } from '../i18n/I18nProvider.tsx';
import { PeopleFinder } from '../people/PeopleFinder.tsx';
import { nameOf } from '../people/usePeople.ts';
import { Field } from '../session/Field.tsx';
import { Icon } from '../ui/Icon.tsx';

/** A name, some people, and the group is there. */
export function NewGroup({ onCreated }: { onCreated: (conversation: string) => void }): ReactElement {
  const t = useT();
  const client = useClient();
  const [name, setName] = useState('');
  const [members, setMembers] = useState<readonly User[]>([]);
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  // One form makes one group, also when an answer is lost and the person tries again.
  const [clientId] = useState(() => ulid());

  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setWorking(true);
    setError(null);
    try {
      const ids = members.map(({ id }) => id);
      onCreated(await client.groups.create(name.trim(), ids, clientId));
    } catch (thrown) {
      setError(thrown);
      setWorking(false);
    }
  };

  return (
    <form onSubmit={(event) => void create(event)}>
      <Field label={t('group.name')} value={name} onChange={setName} maxLength={100} required data-first-focus />
      {members.length > 0 && (
        <ul className="chips" aria-label={t('group.members')}>
          {members.map((user) => (
            <li key={user.id}>
              <button
                type="button"
                aria-label={t('group.remove', { name: nameOf(user) })}
                onClick={() => setMembers(members.filter((other) => other.id !== user.id))}
              >
                {nameOf(user)} <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <PeopleFinder
        without={[client.me, ...members.map(({ id }) => id)]}
        labelOf={(user) => t('group.add', { name: nameOf(user) })}
        endOf={() => <Icon name="plus" />}
        onChoose={(user) => setMembers([...members, user])}
      />
      {error !== null && (
        <p className="error" role="alert">
          {errorText(t, error)}
        </p>
      )}
      <button type="submit" className="primary" disabled={working || name.trim() === ''}>
        {working ? t('session.working') : t('group.create')}
      </button>
    </form>
  );
}
