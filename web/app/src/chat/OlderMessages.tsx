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

/** The top of the conversation: what is older comes, or this is where it begins. */
export function OlderMessages({ conversation, viewport, ready }: Props): ReactElement {
  const t = useT();
  const client = useClient();
  const { id, complete, headSeq } = conversation;
  const load = useCallback(() => client.history.loadOlder(id), [client, id]);
  const pages = usePages({
    viewport,
    ready: ready && !complete && headSeq > 0,
    edge: shownEvents(conversation)[0]?.seq,
    load,
  });
  const alone = id === `d:${client.me}:${client.me}`;
  return (
    <div className="messages-top" ref={pages.sentinel} role="status">
      <PageState pages={pages} loading={t('chat.loadingOlder')} failed={t('chat.loadFailed')} />
      {(complete || headSeq === 0) && t(alone ? 'chat.startSelf' : 'chat.start')}
    </div>
  );
}
