import { Account, browserStorage, Entries, RestClient } from '@dewberry/sdk';

/** What lives as long as the page, whoever is signed in. */
export const storage = browserStorage('dewberry');
/** The server that the page came from. */
export const entries = new Entries(location.origin);
export const rest = new RestClient({ entries });
export const account = new Account(rest, storage.durable);

/** How this browser appears in the person's list of devices. */
export function deviceName(userAgent: string = navigator.userAgent): string {
  const browsers: readonly (readonly [RegExp, string])[] = [
    [/Edg\//, 'Edge'],
    [/OPR\//, 'Opera'],
    [/Firefox\//, 'Firefox'],
    [/Chrome\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ];
  const systems: readonly (readonly [RegExp, string])[] = [
    [/Android/, 'Android'],
    [/iPhone|iPad/, 'iOS'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, 'macOS'],
    [/Linux/, 'Linux'],
  ];
  const nameIn = (known: typeof browsers): string => known.find(([pattern]) => pattern.test(userAgent))?.[1] ?? '';
  return [nameIn(browsers), nameIn(systems)].filter((part) => part !== '').join(' · ') || 'Browser';
}
