import type { ReactElement } from 'react';
import { useT } from '../i18n/I18nProvider.tsx';
import { Icon } from '../ui/Icon.tsx';

/** Down to the newest message, and how many wait there. */
export function JumpButton({ unread, onJump }: { unread: number; onJump: () => void }): ReactElement {
  const t = useT();
  const words = unread > 0 ? t.count('chat.jumpUnread', unread) : t('chat.jumpToNewest');
  return (
    <button
      type="button"
      className={unread > 0 ? 'jump has-unread' : 'jump'}
      onClick={onJump}
      aria-label={words}
      title={words}
    >
      {unread > 0 && <span>{words}</span>}
      <Icon name="down" />
    </button>
  );
}
