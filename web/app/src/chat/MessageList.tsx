import type { Conversation } from '@dewberry/sdk';
import { useMemo, useRef, useState, type ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { useObservable } from '../app/useObservable.ts';
import { useI18n } from '../i18n/I18nProvider.tsx';
import { useNames } from '../people/usePeople.ts';
import { Icon } from '../ui/Icon.tsx';
import { linesOf } from './lines.ts';
import { Message } from './Message.tsx';
import { eventState } from './messageState.ts';
import { PendingMessage } from './PendingMessage.tsx';
import { useEventText } from './useEventText.ts';
import { useOlderMessages } from './useOlderMessages.ts';
import { useReadMarks } from './useReadMarks.ts';
import { useScrollPosition } from './useScrollPosition.ts';

const NO_PENDING: readonly never[] = [];

export function MessageList({ conversation }: { conversation: Conversation }): ReactElement {
  const { t, formats } = useI18n();
  const client = useClient();
  const pending = useObservable(client.outbox.pending).get(conversation.id) ?? NO_PENDING;
  const online = useObservable(client.connection.state).phase === 'online';
  // Where one had read to when the conversation was opened: the line stays there while one reads on.
  const [unreadAfter] = useState(() => (conversation.unread > 0 ? conversation.readSeq : null));
  const { events } = conversation;
  const lines = useMemo(() => linesOf(events, unreadAfter, client.me), [events, unreadAfter, client.me]);
  const textOf = useEventText(events);
  const isGroup = conversation.kind !== 'direct';
  const names = useNames(useMemo(() => authorsOf(conversation, client.me), [conversation, client.me]));

  const viewport = useRef<HTMLDivElement>(null);
  const scroll = useScrollPosition(viewport, events, pending.length);
  const older = useOlderMessages(viewport, conversation);
  useReadMarks(viewport, conversation);

  return (
    <div className="messages-frame">
      <div className="messages" ref={viewport} tabIndex={0} role="log" aria-label={t('chat.messages')}>
        <div className="messages-top" ref={older.sentinel} role="status">
          {older.loading && t('chat.loadingOlder')}
          {older.failed && (
            <>
              {t('chat.loadFailed')}{' '}
              <button type="button" className="link" onClick={older.retry}>
                {t('state.retry')}
              </button>
            </>
          )}
          {(conversation.complete || conversation.headSeq === 0) &&
            t(conversation.id === `d:${client.me}:${client.me}` ? 'chat.startSelf' : 'chat.start')}
        </div>
        <ol>
          {lines.map((line) => {
            switch (line.kind) {
              case 'day':
                return (
                  <li key={line.key} className="day">
                    <span>{formats.day(line.at)}</span>
                  </li>
                );
              case 'unread':
                return (
                  <li key={line.key} className="unread-line">
                    <span>{t('chat.newMessages')}</span>
                  </li>
                );
              case 'notice':
                return (
                  <li key={line.key} className="notice" data-seq={line.event.seq}>
                    {textOf(line.event)}
                  </li>
                );
              case 'message': {
                const own = line.event.from === client.me;
                return (
                  <Message
                    key={line.key}
                    event={line.event}
                    first={line.first}
                    last={line.last}
                    own={own}
                    author={isGroup && !own ? names.of(line.event.from) : null}
                    state={eventState(conversation, line.event, client.me)}
                    text={textOf(line.event)}
                  />
                );
              }
            }
          })}
          {pending.map((each, i) => (
            <PendingMessage
              key={each.clientId}
              pending={each}
              online={online}
              first={i === 0}
              last={i === pending.length - 1}
            />
          ))}
        </ol>
      </div>
      {!scroll.atBottom && (
        <button type="button" className="jump" onClick={scroll.toBottom} aria-label={t('chat.jumpToNewest')}>
          {conversation.unread > 0 && <span className="badge">{conversation.unread}</span>}
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

function authorsOf(conversation: Conversation, me: string): readonly string[] {
  const authors = conversation.events.flatMap(({ from }) => (from === null || from === me ? [] : from));
  return [...new Set(authors)];
}
