import type { ConnectionState } from '@dewberry/sdk';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { useObservable } from '../app/useObservable.ts';
import { useT } from '../i18n/I18nProvider.tsx';

/** Short losses heal unseen; only what lasts longer than this is worth a word. */
const PATIENCE_MS = 1200;
const BACK_SHOWN_MS = 2500;

type Shown = 'nothing' | 'lost' | 'back' | 'tooMany' | 'banned';

/** Says when the connection is lost, and that it is back. */
export function ConnectionBanner(): ReactElement {
  const t = useT();
  const client = useClient();
  const shown = useShown(useObservable(client.connection.state));
  const lost = navigator.onLine ? t('connection.lost') : t('connection.offline');
  const resume = (): void => {
    client.connection.start();
    client.connection.hurry();
  };
  return (
    <div className={`banner ${shown}`} role="status">
      {shown === 'lost' && <Words text={lost} action={t('connection.tryNow')} onAction={resume} />}
      {shown === 'back' && <Words text={t('connection.back')} />}
      {shown === 'tooMany' && (
        <Words text={t('connection.tooMany')} action={t('connection.useHere')} onAction={resume} />
      )}
      {shown === 'banned' && <Words text={t('connection.banned')} />}
    </div>
  );
}

function Words({ text, action, onAction }: { text: string; action?: string; onAction?: () => void }): ReactElement {
  return (
    <>
      <span>{text}</span>
      {action !== undefined && (
        <button type="button" onClick={onAction}>
          {action}
        </button>
      )}
    </>
  );
}

function useShown(state: ConnectionState): Shown {
  const [shown, setShown] = useState<Shown>('nothing');
  const wasLost = useRef(false);
  const wanted = wantedFor(state);
  useEffect(() => {
    if (wanted === 'nothing') {
      setShown(wasLost.current ? 'back' : 'nothing');
      wasLost.current = false;
      const timer = setTimeout(() => setShown('nothing'), BACK_SHOWN_MS);
      return () => clearTimeout(timer);
    }
    const show = (): void => {
      wasLost.current = true;
      setShown(wanted);
    };
    const timer = setTimeout(show, wanted === 'lost' ? PATIENCE_MS : 0);
    return () => clearTimeout(timer);
  }, [wanted]);
  return shown;
}

function wantedFor(state: ConnectionState): Shown {
  switch (state.phase) {
    case 'online':
      return 'nothing';
    case 'connecting':
    case 'waiting':
      return 'lost';
    case 'stopped':
      return state.reason === 'tooManySockets' ? 'tooMany' : state.reason === 'banned' ? 'banned' : 'nothing';
  }
}
