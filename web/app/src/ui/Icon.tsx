import type { ReactElement } from 'react';

const PATHS = {
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  compose: 'M4 20h4L19 9l-4-4L4 16v4ZM13.5 6.5l4 4',
  down: 'M6 10l6 6 6-6',
  group: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.5c2 .8 3.200 2.600 3.500 5.500',
  info: 'M12 11v6M12 7.500v.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
  leave: 'M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4M10 8l-4 4 4 4M6 12h9',
  note: 'M6 3h9l4 4v14H6zM14.500 3v5H19M9 12h7M9 16h5',
  plus: 'M12 5v14M5 12h14',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM20 20l-4-4',
  send: 'M4 12L20 4l-5 16-3.500-6.500L4 12Z',
  settings:
    'M12 15.200a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400ZM19.400 13.500l1.600 1.300-1.700 3-2-.7a7 7 0 0 1-2.100 1.200L14.800 21h-3.600l-.4-2.700a7 7 0 0 1-2.100-1.200l-2 .7-1.700-3 1.600-1.300a7 7 0 0 1 0-3L5 9.200l1.700-3 2 .7a7 7 0 0 1 2.100-1.200L11.200 3h3.600l.4 2.700a7 7 0 0 1 2.100 1.200l2-.7 1.700 3-1.600 1.300a7 7 0 0 1 0 3Z',
  userMinus: 'M10 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM3.500 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 9h5',
  clock: 'M12 7.500V12l3 2M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17Z',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  checks: 'M2.500 12.500L7 17l8.500-9.500M11.500 16l1 1L21.500 7.500',
  warning: 'M12 8v5M12 16.500v.01M12 3.500L2.500 20h19L12 3.500Z',
} as const;

export type IconName = keyof typeof PATHS;

/** Drawn in the colour of the text; whoever uses it gives the words. */
export function Icon({ name, size = 22 }: { name: IconName; size?: number }): ReactElement {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
