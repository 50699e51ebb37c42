import { en, type Catalogue } from './en.ts';
import { zh } from './zh.ts';

export type Language = 'en' | 'zh';

export const LANGUAGES: readonly { readonly id: Language; readonly name: string; readonly tag: string }[] = [
  { id: 'en', name: 'English', tag: 'en' },
  { id: 'zh', name: '简体中文', tag: 'zh-CN' },
];

const CATALOGUES: Record<Language, Catalogue> = { en, zh };

export type MessageKey = keyof Catalogue;

/** The keys that come in one text for one thing and another for several. */
export type CountedKey = MessageKey extends infer Key ? (Key extends `${infer Stem}.one` ? Stem : never) : never;

export interface Translate {
  (key: MessageKey, values?: Readonly<Record<string, string>>): string;
  count(key: CountedKey, count: number, values?: Readonly<Record<string, string>>): string;
}

export function translator(language: Language): Translate {
  const catalogue = CATALOGUES[language];
  const plurals = new Intl.PluralRules(tagOf(language));
  const translate = (key: MessageKey, values: Readonly<Record<string, string>> = {}): string =>
    catalogue[key].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  const count = (key: CountedKey, n: number, values: Readonly<Record<string, string>> = {}): string =>
    translate(`${key}.${plurals.select(n) === 'one' ? 'one' : 'other'}`, { ...values, count: String(n) });
  return Object.assign(translate, { count });
}

export function tagOf(language: Language): string {
  return LANGUAGES.find(({ id }) => id === language)!.tag;
}

/** How dates and numbers are written: as in the person's own region, where the browser names one for the language. */
export function localeOf(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? tagOf(language);
}

/** The first language of the browser that we speak. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const match = LANGUAGES.find(({ id }) => tag.toLowerCase().split('-')[0] === id);
    if (match !== undefined) {
      return match.id;
    }
  }
  return 'en';
}
