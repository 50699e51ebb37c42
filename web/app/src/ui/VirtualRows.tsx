import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
} from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';

interface Props<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** `tabIndex` is for the row's one control: of all rows only one is a stop of the Tab key. */
  readonly render: (item: T, tabIndex: 0 | -1) => ReactElement;
  readonly className?: string;
  readonly label?: string;
  /** Where the Tab key arrives until the person has moved. */
  readonly start?: string | null;
  /** For rows without a control: the list itself is the stop, and the arrow keys scroll it. */
  readonly readOnly?: boolean;
}

/** How long a row that was scrolled to may take until it is there. */
const FRAMES = 30;

/**
 * A list of rows of which only those in sight exist, however many there are. The arrow keys go from row to row, Home and End
 * to the first and last; screen readers are told how many there are.
 */
export function VirtualRows<T>({ items, keyOf, render, className, label, start, readOnly }: Props<T>): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const handle = useRef<VirtualizerHandle>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const indexOf = (key: string | null | undefined): number =>
    key == null ? -1 : items.findIndex((item) => keyOf(item) === key);
  const stop = Math.max(0, indexOf(focused) >= 0 ? indexOf(focused) : indexOf(start));
  const [wanted, setWanted] = useState<number | null>(null);
  // The stop of the Tab key, and whatever has the focus, exist also while they are out of sight.
  const keeps = stop < items.length && (readOnly !== true || indexOf(focused) >= 0);
  const kept = useMemo(() => (keeps ? [stop] : []), [keeps, stop]);

  // A row that was just scrolled to can take the focus only once it has been drawn and measured.
  useEffect(() => {
    let frame = 0;
    const focus = (attempts: number): void => {
      const row = wanted === null ? null : rowAt(scroller.current, wanted);
      row?.focus({ preventScroll: true });
      if (wanted !== null && document.activeElement !== row && attempts > 0) {
        frame = requestAnimationFrame(() => focus(attempts - 1));
      }
    };
    focus(FRAMES);
    return () => cancelAnimationFrame(frame);
  }, [wanted]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextIndex(event, stop, items.length);
    if (readOnly === true || next === null || !(event.target as HTMLElement).closest('[data-index]')) {
      return;
    }
    event.preventDefault();
    handle.current?.scrollToIndex(next, { align: 'nearest' });
    setFocused(keyOf(items[next]!));
    setWanted(next);
  };
  const onFocus = (target: HTMLElement): void => {
    const index = target.closest<HTMLElement>('[data-index]')?.dataset.index;
    const item = index === undefined ? undefined : items[Number(index)];
    if (item !== undefined) {
      setFocused(keyOf(item));
      setWanted(null);
    }
  };

  return (
    <div
      ref={scroller}
      className={`virtual-rows ${className ?? ''}`}
      onKeyDown={onKeyDown}
      onFocus={(event) => onFocus(event.target)}
      {...(readOnly === true ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}
    >
      <Total value={items.length}>
        <Virtualizer
          ref={handle}
          as="ul"
          item={Row}
          scrollRef={scroller}
          data={items}
          keepMounted={kept}
        >
          {(item, index) => (
            <Cell key={keyOf(item)}>{render(item, readOnly === true || index !== stop ? -1 : 0)}</Cell>
          )}
        </Virtualizer>
      </Total>
    </div>
  );
}

const Total = createContext(0);

function Cell({ children }: { children: ReactNode }): ReactNode {
  return children;
}

interface RowProps {
  readonly style: CSSProperties;
  readonly index: number;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLLIElement>;
}

function Row({ style, index, children, ref }: RowProps): ReactElement {
  const total = useContext(Total);
  return (
    <li ref={ref} style={style} data-index={index} aria-setsize={total} aria-posinset={index + 1}>
      {children}
    </li>
  );
}

function rowAt(scroller: HTMLElement | null, index: number): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[data-index="${index}"] button`) ?? null;
}

function nextIndex(event: KeyboardEvent, now: number, count: number): number | null {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || count === 0) {
    return null;
  }
  switch (event.key) {
    case 'ArrowDown':
      return Math.min(now + 1, count - 1);
    case 'ArrowUp':
      return Math.max(now - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
