import { useState, type ReactElement } from 'react';
import { useT } from '../i18n/I18nProvider.tsx';
import { Field } from './Field.tsx';

interface Props {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isNew: boolean;
}

export function PasswordField({ value, onChange, isNew }: Props): ReactElement {
  const t = useT();
  const [shown, setShown] = useState(false);
  return (
    <Field
      label={t('session.password')}
      hint={isNew ? t('session.passwordHint') : undefined}
      type={shown ? 'text' : 'password'}
      value={value}
      onChange={onChange}
      autoComplete={isNew ? 'new-password' : 'current-password'}
      minLength={isNew ? 8 : 1}
      required
      end={
        <button type="button" className="link" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {t(shown ? 'session.hidePassword' : 'session.showPassword')}
        </button>
      }
    />
  );
}
