import { useCallback, useEffect, useState } from 'react';

export interface Turn {
  /** Whole seconds until the turn, at least 1; `null` while nobody waits for one. */
  readonly secondsLeft: number | null;
  readonly waitFor: (ms: number) => void;
  readonly giveUp: () => void;
}

/** Waits for the turn that an overloaded server gave, and then calls `onTurn`. Goes with the component. */
export function useTurn(onTurn: () => void): Turn {
  const [at, setAt] = useState<number | null>(null);
  const [now, setNow] = useState(0);

  useEffect(() => {
    if (at === null) {
      return;
    }
    const clock = setInterval(() => setNow(Date.now()), 1000);
    const timer = setTimeout(() => {
      setAt(null);
      onTurn();
    }, at - Date.now());
    return () => {
      clearInterval(clock);
      clearTimeout(timer);
    };
  }, [at, onTurn]);

  const waitFor = useCallback((ms: number) => {
    setNow(Date.now());
    setAt(Date.now() + ms);
  }, []);
  const giveUp = useCallback(() => setAt(null), []);
  return { secondsLeft: at === null ? null : Math.max(1, Math.ceil((at - now) / 1000)), waitFor, giveUp };
}
