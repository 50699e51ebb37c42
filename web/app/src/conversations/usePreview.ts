import { deliveryState, type Conversation, type LogEvent } from '@dewberry/sdk';
import { useClient } from '../app/ClientProvider.tsx';
import { useObservable } from '../app/useObservable.ts';
import { isShown, useEventText } from '../chat/useEventText.ts';
import type { MessageState } from '../chat/messageState.ts';
import { useT } from '../i18n/I18nProvider.tsx';
import { useNames } from '../people/usePeople.ts';

export interface Preview {
  readonly text: string;
  readonly at: number | null;
  readonly state: MessageState | null;
}

/** The last line of a conversation, as the list shows it. */
export function usePreview(conversation: Conversation): Preview {
  const t = useT();
  const client = useClient();
  const waiting = useObservable(client.outbox.pending).get(conversation.id)?.at(-1);
  const last = conversation.events.findLast(isShown);
  const textOf = useEventText(last === undefined ? [] : [last]);
  const names = useNames(last?.from == null ? [] : [last.from]);

  if (waiting !== undefined) {
    const text = waiting.content.kind === 'text' ? waiting.content.text : '';
    return { text: oneLine(text), at: waiting.createdAt, state: waiting.failed === null ? 'sending' : 'failed' };
  }
  if (last === undefined) {
    return { text: t('list.noMessages'), at: null, state: null };
  }
  const own = last.from === client.me;
  const text = oneLine(textOf(last));
  const inGroup = conversation.kind !== 'direct' && !isServerMade(last);
  return {
    text: !inGroup ? text : own ? t('list.you', { text }) : `${names.of(last.from)}: ${text}`,
    at: last.at,
    state: own && !isServerMade(last) ? deliveryState(conversation, last.seq, client.me) : null,
  };
}

function isServerMade({ content }: LogEvent): boolean {
  return content.kind === 'member' || content.kind === 'group';
}

function oneLine(text: string): string {
  return text.slice(0, 200).replace(/\s+/gu, ' ');
}
