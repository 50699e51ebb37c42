import { Account, browserStorage, RestClient } from '@dewberry/sdk';

/** What lives as long as the page, whoever is signed in. */
export const storage = browserStorage('dewberry');
export const rest = new RestClient({ baseUrl: '' });
export const account = new Account(rest, storage.durable);

export function socketUrl(): string {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${location.host}/ws`;
}

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
