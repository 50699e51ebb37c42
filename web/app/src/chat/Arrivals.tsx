import type { Conversation, LogEvent, UserId } from '@dewberry/sdk';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { isShown } from './useEventText.ts';

interface Props {
  readonly conversation: Conversation;
  readonly textOf: (event: LogEvent) => string;
  readonly authorOf: (user: UserId | null) => string | null;
}

/** More at once than this is a catching up, and nobody wants it read aloud. */
const MOST_SPOKEN = 3;

/** Tells screen readers what others write, as it comes in. */
export function Arrivals({ conversation, textOf, authorOf }: Props): ReactElement {
  const client = useClient();
  const [words, setWords] = useState('');
  const heard = useRef(conversation.headSeq);
  const { events } = conversation;
  useEffect(() => {
    const fresh = events.filter((event) => event.seq > heard.current);
    heard.current = Math.max(heard.current, events.at(-1)?.seq ?? 0);
    const others = fresh.filter((event) => isShown(event) && event.from !== client.me);
    if (others.length > 0 && others.length <= MOST_SPOKEN) {
      const spoken = others.map((event) => [authorOf(event.from), textOf(event)].filter((part) => part !== null).join(': '));
      setWords(spoken.join('\n'));
    }
    // Only what comes in is news; names and the language change what was heard already.
  }, [events, client.me]);
  return (
    <div className="only-spoken" aria-live="polite">
      {words}
    </div>
  );
}
