import { useState, type ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { account } from '../app/services.ts';
import { useT } from '../i18n/I18nProvider.tsx';
import { Avatar } from '../people/Avatar.tsx';
import { useNames } from '../people/usePeople.ts';
import { PlainHttpNotice } from '../session/PlainHttpNotice.tsx';
import { chooseTheme, chosenTheme, THEMES } from '../theme/theme.ts';
import { Choice } from '../ui/Choice.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { LanguageChoice } from './LanguageChoice.tsx';

export function SettingsDialog({ onClose }: { onClose: () => void }): ReactElement {
  const t = useT();
  const client = useClient();
  const names = useNames([client.me]);
  const [theme, setTheme] = useState(chosenTheme);
  const themes = THEMES.map((id) => ({ id, name: t(`settings.${id}`) }));
  const username = client.people.people.get().get(client.me)?.username ?? '';

  const signOut = async (): Promise<void> => {
    const unsent = client.outbox.pending.get().size > 0;
    if (unsent && !confirm(t('session.signOutUnsent'))) {
      return;
    }
    await account.signOut();
    await client.erase({ unsent: false });
  };

  return (
    <Dialog title={t('settings.title')} onClose={onClose}>
      <div className="profile">
        <Avatar id={client.me} name={names.of(client.me)} size="large" />
        <span className="row-text">
          <span className="row-title">{names.of(client.me)}</span>
          <span className="row-detail">@{username}</span>
        </span>
      </div>
      <PlainHttpNotice />
      <LanguageChoice />
      <Choice
        label={t('settings.theme')}
        options={themes}
        value={theme}
        onChange={(chosen) => {
          chooseTheme(chosen);
          setTheme(chosen);
        }}
      />
      <button type="button" className="secondary" onClick={() => void signOut()}>
        {t('session.signOut')}
      </button>
    </Dialog>
  );
}
