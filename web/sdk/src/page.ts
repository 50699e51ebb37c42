import type { DewberryClient } from './client.ts';

/** Ties a client to the page it lives in: visibility, the network, leaving. Returns the way to untie it. */
export function bindToPage(client: DewberryClient): () => void {
  const onVisibility = (): void => {
    const hidden = document.visibilityState === 'hidden';
    client.connection.setBackground(hidden);
    if (hidden) {
      client.marks.flush();
      void client.save();
    } else {
      client.connection.hurry();
      // The server sends no presence to a page that nobody looks at.
      client.presence.refresh();
    }
  };
  const onOnline = (): void => client.connection.hurry();
  const onPageHide = (): void => {
    client.marks.flush();
    void client.save();
  };
  document.addEventListener('visibilitychange', onVisibility);
  globalThis.addEventListener('online', onOnline);
  globalThis.addEventListener('pagehide', onPageHide);
  onVisibility();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    globalThis.removeEventListener('online', onOnline);
    globalThis.removeEventListener('pagehide', onPageHide);
  };
}
