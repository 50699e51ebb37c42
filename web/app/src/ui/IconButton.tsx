import type { ReactElement } from 'react';
import { Icon, type IconName } from './Icon.tsx';

interface Props {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick?: () => void;
  readonly className?: string;
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean;
}

export function IconButton({ icon, label, onClick, className = '', type = 'button', disabled }: Props): ReactElement {
  return (
    <button
      type={type}
      className={`icon-button ${className}`}
      aria-label={label}
      title={label}
      onClick={onClick}
      disabled={disabled}
    >
      <Icon name={icon} />
    </button>
  );
}
