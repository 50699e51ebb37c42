import type { ReactElement } from 'react';
import { useT } from '../i18n/I18nProvider.tsx';

/**
 * Browsers call a page secure that came by HTTPS or from this machine itself. On any other they leave out what could do harm, and
 * without a word: people should learn it here.
 */
export function PlainHttpNotice({ secure = window.isSecureContext }: { secure?: boolean }): ReactElement | null {
  const t = useT();
  if (secure) {
    return null;
  }
  return (
    <section className="plain-http" aria-labelledby="plain-http">
      <h2 id="plain-http">{t('plain.title')}</h2>
      <p>{t('plain.risk')}</p>
      <p>{t('plain.off')}</p>
      <ul>
        <li>{t('plain.notifications')}</li>
        <li>{t('plain.install')}</li>
        <li>{t('plain.devices')}</li>
        <li>{t('plain.clipboard')}</li>
        <li>{t('plain.tabs')}</li>
      </ul>
      <p>{t('plain.remedy')}</p>
    </section>
  );
}
