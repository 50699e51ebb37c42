import { useSyncExternalStore } from 'react';

/** The open conversation is in the address, so that "back" works and a reload stays where one was. */
const PREFIX = '#/c/';

export function openConversation(id: string): void {
  location.hash = PREFIX + encodeURIComponent(id);
}

export function closeConversation(): void {
  location.hash = '#/';
}

export function useOpenConversation(): string | null {
  return useSyncExternalStore(subscribe, current);
}

function subscribe(listener: () => void): () => void {
  globalThis.addEventListener('hashchange', listener);
  return () => globalThis.removeEventListener('hashchange', listener);
}

function current(): string | null {
  if (!location.hash.startsWith(PREFIX)) {
    return null;
  }
  const id = decodeURIComponent(location.hash.slice(PREFIX.length));
  return /^(d:\d+:\d+|g:\d+)$/.test(id) ? id : null;
}
