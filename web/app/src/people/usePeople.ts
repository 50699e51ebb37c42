import type { User, UserId } from '@dewberry/sdk';
import { useEffect } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { useObservable } from '../app/useObservable.ts';
import { useT } from '../i18n/I18nProvider.tsx';

export interface Names {
  of(user: UserId | null): string;
  /** As `of`, but "You" for oneself. */
  orYou(user: UserId | null): string;
}

/** Names of these people; those that are not known yet come later. */
export function useNames(users: readonly UserId[]): Names {
  const client = useClient();
  const t = useT();
  const people = useObservable(client.people.people);
  const wanted = users.join(' ');
  useEffect(() => {
    client.people.need(wanted === '' ? [] : wanted.split(' '));
  }, [client, wanted]);
  const of = (user: UserId | null): string => {
    const known = user === null ? undefined : people.get(user);
    return user === null ? t('event.system') : known === undefined ? t('people.unknown') : nameOf(known);
  };
  return { of, orYou: (user) => (user === client.me ? t('people.you') : of(user)) };
}

export function nameOf(user: User): string {
  return user.displayName == null || user.displayName === '' ? user.username : user.displayName;
}
