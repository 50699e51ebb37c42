import type { User } from '@dewberry/sdk';
import type { ReactElement, ReactNode } from 'react';
import { Avatar } from './Avatar.tsx';
import { nameOf } from './usePeople.ts';

interface Props {
  readonly user: User;
  readonly onChoose: () => void;
  readonly label?: string;
  readonly end?: ReactNode;
}

export function PersonRow({ user, onChoose, label, end }: Props): ReactElement {
  return (
    <li>
      <button type="button" className="row" onClick={onChoose} aria-label={label}>
        <Avatar id={user.id} name={nameOf(user)} />
        <span className="row-text">
          <span className="row-title">{nameOf(user)}</span>
          <span className="row-detail">@{user.username}</span>
        </span>
        {end}
      </button>
    </li>
  );
}
