import type { PresenceStatus } from '@dewberry/sdk';
import type { ReactElement } from 'react';
import { useT } from '../i18n/I18nProvider.tsx';
import { Icon, type IconName } from '../ui/Icon.tsx';

interface Props {
  readonly id: string;
  readonly name: string;
  readonly icon?: IconName;
  readonly status?: PresenceStatus | undefined;
  readonly size?: 'small' | 'medium' | 'large';
}

const TINTS = 8;

export function Avatar({ id, name, icon, status, size = 'medium' }: Props): ReactElement {
  const t = useT();
  return (
    <span className={`avatar ${size} tint-${tintOf(id)}`}>
      {icon === undefined ? <span aria-hidden="true">{initialsOf(name)}</span> : <Icon name={icon} />}
      {status !== undefined && status !== 'offline' && (
        <span className={`presence-dot ${status}`} role="img" aria-label={t(`people.${status}`)} />
      )}
    </span>
  );
}

/** The first letters of the first and last word; of a Chinese name its last character, as is usual there. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = [...(words[0] ?? '')];
  if (/\p{Script=Han}/u.test(name)) {
    return first.at(-1) ?? '';
  }
  const last = words.length > 1 ? [...words.at(-1)!][0] : '';
  return `${first[0] ?? ''}${last}`.toUpperCase();
}

function tintOf(id: string): number {
  let sum = 0;
  for (const character of id) {
    sum = (sum * 31 + character.charCodeAt(0)) % 997;
  }
  return sum % TINTS;
}
