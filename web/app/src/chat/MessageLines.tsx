import { shownEvents, type Conversation, type Pending } from '@dewberry/sdk';
import { useLayoutEffect, useMemo, useRef, type ReactElement } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useClient } from '../app/ClientProvider.tsx';
import { useObservable } from '../app/useObservable.ts';
import { useI18n } from '../i18n/I18nProvider.tsx';
import { useNames } from '../people/usePeople.ts';
import { Arrivals } from './Arrivals.tsx';
import { DayAbove } from './DayAbove.tsx';
import { JumpButton } from './JumpButton.tsx';
import { linesOf, type Line } from './lines.ts';
import { Message } from './Message.tsx';
import { eventState } from './messageState.ts';
import { NewerMessages } from './NewerMessages.tsx';
import { OlderMessages } from './OlderMessages.tsx';
import { PendingMessage } from './PendingMessage.tsx';
import { useEventText } from './useEventText.ts';
import { useReadMarks } from './useReadMarks.ts';
import { useScrollPosition } from './useScrollPosition.ts';

/** The space above the first line with the padding there, as in the styles. */
const TOP_PX = 48;

interface Props {
  readonly conversation: Conversation;
  readonly pending: readonly Pending[];
  readonly unreadAfter: number | null;
  /** How to get to the newest message, where it is not one of the lines. */
  readonly onLeap: (() => void) | null;
}

/** Only the lines in sight exist in the page, so that years of messages cost no more than a day of them. */
export function MessageLines({ conversation, pending, unreadAfter, onLeap }: Props): ReactElement {
  const { t, formats } = useI18n();
  const client = useClient();
  const online = useObservable(client.connection.state).phase === 'online';
  const events = shownEvents(conversation);
  const lines = useMemo(() => linesOf(events, unreadAfter, client.me, pending), [events, unreadAfter, client.me, pending]);
  const textOf = useEventText(events);
  const isGroup = conversation.kind !== 'direct';
  const names = useNames(useMemo(() => authorsOf(conversation, client.me), [conversation, client.me]));

  const viewport = useRef<HTMLDivElement>(null);
  const handle = useRef<VirtualizerHandle>(null);
  const scroll = useScrollPosition({
    viewport,
    lines: handle,
    count: lines.length,
    unreadIndex: lines.findIndex(({ kind }) => kind === 'unread'),
    pendingCount: pending.length,
    reachesEnd: onLeap === null,
  });
  const prepended = usePrepended(lines);
  useReadMarks(viewport, conversation);

  const draw = (line: Line): ReactElement => {
    switch (line.kind) {
      case 'day':
        return (
          <div key={line.key} className="day">
            <span>{formats.day(line.at)}</span>
          </div>
        );
      case 'unread':
        return (
          <div key={line.key} className="unread-line">
            <span>{t('chat.newMessages')}</span>
          </div>
        );
      case 'notice':
        return (
          <div key={line.key} className="notice" data-seq={line.event.seq}>
            <bdi>{textOf(line.event)}</bdi>
          </div>
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
      case 'pending':
        return (
          <PendingMessage key={line.key} pending={line.pending} online={online} first={line.first} last={line.last} />
        );
    }
  };

  return (
    <>
      {/* Not live: scrolling back puts old lines into the page. `Arrivals` speaks of new ones. */}
      <div className="messages" ref={viewport} tabIndex={0} role="log" aria-live="off" aria-label={t('chat.messages')}>
        <OlderMessages conversation={conversation} viewport={viewport} ready={scroll.settled} />
        <Virtualizer
          ref={handle}
          as="ol"
          item="li"
          scrollRef={viewport}
          startMargin={TOP_PX}
          shift={prepended}
          data={lines}
          bufferSize={400}
        >
          {draw}
        </Virtualizer>
        {onLeap !== null && <NewerMessages conversation={conversation} viewport={viewport} ready={scroll.settled} />}
      </div>
      <DayAbove viewport={viewport} handle={handle} lines={lines} />
      <Arrivals conversation={conversation} textOf={textOf} authorOf={(user) => (isGroup ? names.of(user) : null)} />
      {(onLeap !== null || !scroll.atBottom) && (
        <JumpButton unread={conversation.unread} onJump={onLeap ?? scroll.toBottom} />
      )}
    </>
  );
}

/** Whether lines came in at the beginning, and nothing happened at the end. */
function usePrepended(lines: readonly Line[]): boolean {
  const before = useRef(lines);
  const prepended = before.current.length > 0 && firstSeq(lines) < firstSeq(before.current);
  useLayoutEffect(() => {
    before.current = lines;
  }, [lines]);
  return prepended;
}

function firstSeq(lines: readonly Line[]): number {
  for (const line of lines) {
    if (line.kind === 'message' || line.kind === 'notice') {
      return line.event.seq;
    }
  }
  return Number.POSITIVE_INFINITY;
}

function authorsOf(conversation: Conversation, me: string): readonly string[] {
  const authors = [...conversation.around, ...conversation.events].flatMap(({ from }) => (from === null || from === me ? [] : from));
  return [...new Set(authors)];
}
