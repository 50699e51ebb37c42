import type { User } from '@dewberry/sdk';
import { useEffect, useState } from 'react';
import { useClient } from '../app/ClientProvider.tsx';

export interface PeopleSearch {
  readonly found: readonly User[];
  readonly searching: boolean;
  readonly error: unknown;
}

const NOTHING: PeopleSearch = { found: [], searching: false, error: null };
const PAUSE_MS = 250;

/** Asks the server once the person pauses typing; late answers to earlier texts are dropped. */
export function usePeopleSearch(text: string): PeopleSearch {
  const client = useClient();
  const [search, setSearch] = useState<PeopleSearch>(NOTHING);
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === '') {
      setSearch(NOTHING);
      return;
    }
    let current = true;
    setSearch((before) => ({ ...before, searching: true, error: null }));
    const timer = setTimeout(() => {
      client.people.search(wanted).then(
        (found) => current && setSearch({ found, searching: false, error: null }),
        (error: unknown) => current && setSearch({ found: [], searching: false, error }),
      );
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, wanted]);
  return search;
}
