import type { LogEvent } from '@dewberry/sdk';
import { memo, type ReactElement, type ReactNode } from 'react';
import { useI18n } from '../i18n/I18nProvider.tsx';
import { Avatar } from '../people/Avatar.tsx';
import { isOnlyEmoji } from './emoji.ts';
import { LinkedText } from './LinkedText.tsx';
import type { MessageState } from './messageState.ts';
import { StateIcon } from './StateIcon.tsx';

interface Props {
  readonly event: LogEvent;
  readonly own: boolean;
  /** Who said it, where that is not clear from the conversation. */
  readonly author: string | null;
  readonly first: boolean;
  readonly last: boolean;
  readonly state: MessageState | null;
  readonly text: string;
}

/** Drawn again only when something about it changes: there may be hundreds. */
export const Message = memo(function Message({ event, own, author, first, last, state, text }: Props): ReactElement {
  const { t, formats } = useI18n();
  const said = event.content.kind === 'text';
  return (
    <div className={lineClass(own, first, last)} data-seq={event.seq}>
      {author !== null && (
        <span className="message-avatar">{last && <Avatar id={event.from ?? ''} name={author} size="small" />}</span>
      )}
      <Bubble look={!said ? 'muted' : isOnlyEmoji(text) ? 'emoji' : 'plain'}>
        {author !== null && first && (
          <span className="author">
            <bdi>{author}</bdi>
          </span>
        )}
        <div className="said" dir="auto">
          <span className="text">{said ? <LinkedText text={text} /> : text}</span>
          <span className="meta">
            {event.edited != null && <span>{t('chat.edited')}</span>}
            <time dateTime={new Date(event.at).toISOString()} title={formats.moment(event.at)}>
              {formats.time(event.at)}
            </time>
            {state !== null && <StateIcon state={state} />}
          </span>
        </div>
      </Bubble>
    </div>
  );
});

export function lineClass(own: boolean, first: boolean, last: boolean): string {
  return ['message', own ? 'own' : 'other', first ? 'first' : '', last ? 'last' : ''].filter(Boolean).join(' ');
}

/** `muted` is what nobody said; emoji alone stand large and without a ground. */
export type Look = 'plain' | 'muted' | 'emoji';

export function Bubble({ look, children }: { look: Look; children: ReactNode }): ReactElement {
  return <div className={`bubble ${look}`}>{children}</div>;
}
