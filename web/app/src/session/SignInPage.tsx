import { asDewberryError } from '@dewberry/sdk';
import { useCallback, useEffect, useRef, useState, type FormEvent, type ReactElement } from 'react';
import { account, deviceName } from '../app/services.ts';
import { errorText } from '../i18n/errorText.ts';
import { useT } from '../i18n/I18nProvider.tsx';
import { LanguageChoice } from '../settings/LanguageChoice.tsx';
import { Berry } from '../ui/Berry.tsx';
import { Field } from './Field.tsx';
import { PasswordField } from './PasswordField.tsx';
import { PlainHttpNotice } from './PlainHttpNotice.tsx';
import { useTurn } from './useTurn.ts';

/** Where the server is busy with something else it always says one second. */
const LEAST_WAIT_MS = 3_000;

type Mode = 'signIn' | 'register';

export function SignInPage({ wasSignedIn }: { wasSignedIn: boolean }): ReactElement {
  const t = useT();
  const [mode, setMode] = useState<Mode>('signIn');
  useEffect(() => {
    document.title = 'Dewberry';
  }, []);
  const other = mode === 'signIn' ? 'register' : 'signIn';
  return (
    <main className="sign-in">
      <section className="card">
        <div className="brand">
          <Berry size={72} />
          <h1>Dewberry</h1>
          <p>{t('app.tagline')}</p>
        </div>
        {wasSignedIn && mode === 'signIn' && (
          <p className="hint" role="status">
            {t('session.ended')}
          </p>
        )}
        <PlainHttpNotice />
        <SignInForm key={mode} mode={mode} />
        <p className="switch">
          {t(mode === 'signIn' ? 'session.noAccount' : 'session.haveAccount')}{' '}
          <button type="button" className="link" onClick={() => setMode(other)}>
            {t(`session.${other}`)}
          </button>
        </p>
      </section>
      <LanguageChoice />
    </main>
  );
}

function SignInForm({ mode }: { mode: Mode }): ReactElement {
  const t = useT();
  const [username, setUsername] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const registered = useRef<string | null>(null);
  const isNew = mode === 'register';

  const attempt = useRef<() => void>(() => {});
  const turn = useTurn(useCallback(() => attempt.current(), []));

  const signIn = async (): Promise<void> => {
    setWorking(true);
    setError(null);
    const name = username.trim().toLowerCase();
    try {
      // Where only the signing in failed, trying again must not say that one's own name is taken.
      if (isNew && registered.current !== name) {
        await account.register(name, password, displayName.trim());
        registered.current = name;
      }
      await account.signIn(name, password, { name: deviceName(), kind: 'web' });
    } catch (thrown) {
      const { code, retryAfterMs } = asDewberryError(thrown);
      if (code === 'busy' && retryAfterMs !== null) {
        turn.waitFor(Math.max(retryAfterMs, LEAST_WAIT_MS));
      } else {
        setError(thrown);
      }
      setWorking(false);
    }
  };
  useEffect(() => {
    attempt.current = () => void signIn();
  });

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (turn.secondsLeft === null) {
      void signIn();
    } else {
      turn.giveUp();
    }
  };

  return (
    <form onSubmit={submit}>
      <Field
        label={t('session.username')}
        hint={isNew ? t('session.usernameHint') : undefined}
        value={username}
        onChange={setUsername}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        minLength={isNew ? 3 : 1}
        maxLength={32}
        pattern={isNew ? '[A-Za-z0-9._\\-]{3,32}' : undefined}
        title={isNew ? t('session.usernameHint') : undefined}
        autoFocus
        required
      />
      {isNew && (
        <Field
          label={t('session.displayName')}
          hint={t('session.displayNameHint')}
          value={displayName}
          onChange={setDisplayName}
          autoComplete="name"
          maxLength={64}
        />
      )}
      <PasswordField value={password} onChange={setPassword} isNew={isNew} />
      {error !== null && (
        <p className="error" role="alert">
          {errorText(t, error)}
        </p>
      )}
      {turn.secondsLeft !== null && (
        <p className="hint">
          <span role="status">{t('session.turn')}</span>{' '}
          <span role="timer">{t('session.turnIn', { seconds: String(turn.secondsLeft) })}</span>
        </p>
      )}
      <button type="submit" className="primary" disabled={working}>
        {turn.secondsLeft !== null ? t('session.giveUpTurn') : working ? t('session.working') : t(`session.${mode}`)}
      </button>
    </form>
  );
}
