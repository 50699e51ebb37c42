import type { Observable } from '@dewberry/sdk';
import { useSyncExternalStore } from 'react';

export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.get);
}
