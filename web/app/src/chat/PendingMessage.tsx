import type { Pending } from '@dewberry/sdk';
import type { ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { codeText } from '../i18n/errorText.ts';
import { useI18n } from '../i18n/I18nProvider.tsx';
import { isOnlyEmoji } from './emoji.ts';
import { LinkedText } from './LinkedText.tsx';
import { Bubble, lineClass } from './Message.tsx';
import { pendingState } from './messageState.ts';
import { StateIcon } from './StateIcon.tsx';

interface Props {
  readonly pending: Pending;
  readonly online: boolean;
  readonly first: boolean;
  readonly last: boolean;
}

/** One's own message that is not in the log yet, or was refused. */
export function PendingMessage({ pending, online, first, last }: Props): ReactElement {
  const { t, formats } = useI18n();
  const client = useClient();
  const { content, failed, createdAt } = pending;
  const text = content.kind === 'text' ? content.text : '';
  return (
    <div className={`${lineClass(true, first, last)} ${failed === null ? 'pending' : 'failed'}`}>
      <Bubble look={failed === null && isOnlyEmoji(text) ? 'emoji' : 'plain'}>
        <div className="said" dir="auto">
          <span className="text">
            <LinkedText text={text} />
          </span>
          <span className="meta">
            <time dateTime={new Date(createdAt).toISOString()}>{formats.time(createdAt)}</time>
            <StateIcon state={pendingState(pending, online)} />
          </span>
        </div>
      </Bubble>
      {failed !== null && (
        <div className="failure" role="alert">
          <span>{t('state.failed', { reason: codeText(t, failed) })}</span>
          <button type="button" className="link" onClick={() => client.outbox.retry(pending)}>
            {t('state.retry')}
          </button>
          <button
            type="button"
            className="link"
            onClick={() => client.outbox.remove(pending.conversation, pending.clientId)}
          >
            {t('state.discard')}
          </button>
        </div>
      )}
    </div>
  );
}
