import { bindToPage, DewberryClient, type Session } from '@dewberry/sdk';
import { createContext, useContext, useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { account, entries, rest, storage } from './services.ts';

/** Bound by `ClientProvider`, and by tests. */
export const ClientContext = createContext<DewberryClient | null>(null);

/** The client of whoever is signed in, for everything below. */
export function ClientProvider({ session, children }: { session: Session; children: ReactNode }): ReactElement | null {
  const [client, setClient] = useState<DewberryClient | null>(null);

  useEffect(() => {
    const made = new DewberryClient({ session, account, rest, storage, entries });
    const unbind = bindToPage(made);
    // The session ended, here or elsewhere: what was said goes, what was not sent yet may stay.
    const unwatch = account.session.subscribe((now) => {
      if (now === null) {
        void made.erase({ unsent: true });
      }
    });
    void made.start();
    setClient(made);
    return () => {
      unbind();
      unwatch();
      void made.stop();
    };
    // Renewed tokens make a new session object of the same session: no reason to start over.
    // The key of this component changes with the user and the device.
  }, []);

  return client === null ? null : <ClientContext value={client}>{children}</ClientContext>;
}

export function useClient(): DewberryClient {
  const client = useContext(ClientContext);
  if (client === null) {
    throw new Error('useClient outside of ClientProvider');
  }
  return client;
}
