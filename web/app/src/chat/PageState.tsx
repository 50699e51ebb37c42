import type { ReactElement } from 'react';
import { useT } from '../i18n/I18nProvider.tsx';
import type { Pages } from './usePages.ts';

interface Props {
  readonly pages: Pick<Pages, 'loading' | 'failed' | 'retry'>;
  readonly loading: string;
  readonly failed: string;
}

/** What becomes of a page of messages that is missing. */
export function PageState({ pages, loading, failed }: Props): ReactElement {
  const t = useT();
  return (
    <>
      {pages.loading && (
        <>
          <span className="spinner" aria-hidden="true" /> {loading}
        </>
      )}
      {pages.failed && (
        <>
          {failed}{' '}
          <button type="button" className="link" onClick={pages.retry}>
            {t('state.retry')}
          </button>
        </>
      )}
    </>
  );
}
