import type { ReactElement } from 'react';
import { useI18n } from '../i18n/I18nProvider.tsx';
import { LANGUAGES } from '../i18n/translate.ts';
import { Choice } from '../ui/Choice.tsx';

export function LanguageChoice(): ReactElement {
  const { language, setLanguage, t } = useI18n();
  const options = LANGUAGES.map(({ id, name }) => ({ id, name }));
  return <Choice label={t('settings.language')} options={options} value={language} onChange={setLanguage} />;
}
