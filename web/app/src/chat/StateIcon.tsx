import type { ReactElement } from 'react';
import { useT } from '../i18n/I18nProvider.tsx';
import { Icon, type IconName } from '../ui/Icon.tsx';
import type { MessageState } from './messageState.ts';

const ICONS: Record<MessageState, IconName> = {
  sending: 'clock',
  waiting: 'clock',
  failed: 'warning',
  sent: 'check',
  delivered: 'checks',
  read: 'checks',
};

export function StateIcon({ state }: { state: MessageState }): ReactElement {
  const t = useT();
  const words = state === 'failed' ? t('state.failed', { reason: '' }) : t(`state.${state}`);
  return (
    <span className={`state ${state}`} role="img" aria-label={words} title={words} data-state={state}>
      <Icon name={ICONS[state]} size={16} />
    </span>
  );
}
