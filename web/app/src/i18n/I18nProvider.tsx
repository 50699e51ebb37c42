import { createContext, useContext, useEffect, useMemo, useState, type ReactElement, type ReactNode } from 'react';
import { readSetting, writeSetting } from '../settings/stored.ts';
import { formats, type Formats } from './formats.ts';
import { localeOf, preferredLanguage, tagOf, translator, type Language, type Translate } from './translate.ts';

interface I18n {
  readonly language: Language;
  readonly t: Translate;
  readonly formats: Formats;
  readonly setLanguage: (language: Language) => void;
}

const I18nContext = createContext<I18n | null>(null);
const SETTING = 'language';

export function I18nProvider({ children }: { children: ReactNode }): ReactElement {
  const [language, setLanguage] = useState<Language>(() => {
    const stored = readSetting(SETTING);
    return stored === 'en' || stored === 'zh' ? stored : preferredLanguage(navigator.languages);
  });
  useEffect(() => {
    document.documentElement.lang = tagOf(language);
  }, [language]);
  const value = useMemo<I18n>(() => {
    const t = translator(language);
    return {
      language,
      t,
      formats: formats(localeOf(language, navigator.languages), t),
      setLanguage: (chosen) => {
        writeSetting(SETTING, chosen);
        setLanguage(chosen);
      },
    };
  }, [language]);
  return <I18nContext value={value}>{children}</I18nContext>;
}

export function useI18n(): I18n {
  const i18n = useContext(I18nContext);
  if (i18n === null) {
    throw new Error('useI18n outside of I18nProvider');
  }
  return i18n;
}

export function useT(): Translate {
  return useI18n().t;
}
