import type { ReactElement } from 'react';
import { useT } from '../i18n/I18nProvider.tsx';
import { Icon } from './Icon.tsx';
import { IconButton } from './IconButton.tsx';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoFocus?: boolean | undefined;
}

export function SearchField({ label, value, onChange, autoFocus }: Props): ReactElement {
  const t = useT();
  return (
    <div className="search" role="search">
      <Icon name="search" size={18} />
      <input
        type="text"
        inputMode="search"
        aria-label={label}
        placeholder={label}
        value={value}
        maxLength={128}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        data-first-focus={autoFocus}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.preventDefault();
            onChange('');
          } else if (event.key === 'Enter') {
            // Inside a form, Enter here must not submit it.
            event.preventDefault();
          }
        }}
      />
      {value !== '' && <IconButton icon="close" label={t('list.clearSearch')} onClick={() => onChange('')} />}
    </div>
  );
}
