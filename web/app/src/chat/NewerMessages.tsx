import { shownEvents, type Conversation } from '@dewberry/sdk';
import { useCallback, type ReactElement, type RefObject } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { useT } from '../i18n/I18nProvider.tsx';
import { PageState } from './PageState.tsx';
import { usePages } from './usePages.ts';

interface Props {
  readonly conversation: Conversation;
  readonly viewport: RefObject<HTMLElement | null>;
  readonly ready: boolean;
}

/** The end of what is here, where the newest messages are not: what is next comes. */
export function NewerMessages({ conversation, viewport, ready }: Props): ReactElement {
  const t = useT();
  const client = useClient();
  const { id } = conversation;
  const load = useCallback(() => client.history.loadNewer(id), [client, id]);
  const pages = usePages({ viewport, ready, edge: shownEvents(conversation).at(-1)?.seq, load });
  return (
    <div className="messages-bottom" ref={pages.sentinel} role="status">
      <PageState pages={pages} loading={t('chat.loadingNewer')} failed={t('chat.loadNewerFailed')} />
    </div>
  );
}
