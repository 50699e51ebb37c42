import type { User } from '@dewberry/sdk';
import { useState, type ReactElement, type ReactNode } from 'react';
import { errorText } from '../i18n/errorText.ts';
import { useT } from '../i18n/I18nProvider.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { PersonRow } from './PersonRow.tsx';
import { usePeopleSearch } from './usePeopleSearch.ts';

interface Props {
  readonly onChoose: (user: User) => void;
  readonly without?: readonly string[];
  readonly labelOf?: (user: User) => string;
  readonly endOf?: (user: User) => ReactNode;
  readonly autoFocus?: boolean;
}

/** A search field with the people it finds. */
export function PeopleFinder({ onChoose, without = [], labelOf, endOf, autoFocus }: Props): ReactElement {
  const t = useT();
  const [text, setText] = useState('');
  const { found, searching, error } = usePeopleSearch(text);
  const shown = found.filter((user) => !without.includes(user.id));
  const hint =
    error !== null
      ? errorText(t, error)
      : text.trim() === ''
        ? t('new.hint')
        : searching
          ? t('list.searching')
          : shown.length === 0
            ? t('list.nothingFound')
            : null;
  return (
    <>
      <SearchField label={t('new.search')} value={text} onChange={setText} autoFocus={autoFocus} />
      <p className="hint" role="status">
        {hint}
      </p>
      <ul className="rows">
        {shown.map((user) => (
          <PersonRow
            key={user.id}
            user={user}
            onChoose={() => onChoose(user)}
            label={labelOf?.(user)}
            end={endOf?.(user)}
          />
        ))}
      </ul>
    </>
  );
}
