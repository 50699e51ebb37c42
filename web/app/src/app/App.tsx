import { useEffect, useState, type ReactElement } from 'react';
import { SignInPage } from '../session/SignInPage.tsx';
import { ClientProvider } from './ClientProvider.tsx';
import { Messenger } from './Messenger.tsx';
import { closeConversation } from './router.ts';
import { account } from './services.ts';
import { useObservable } from './useObservable.ts';

export function App(): ReactElement | null {
  const session = useObservable(account.session);
  const [restored, setRestored] = useState(false);
  const [wasSignedIn, setWasSignedIn] = useState(false);

  useEffect(() => {
    void account.restore().finally(() => setRestored(true));
  }, []);
  useEffect(() => {
    if (session !== null) {
      setWasSignedIn(true);
    } else if (restored) {
      // Whoever signs in next has other conversations.
      closeConversation();
    }
  }, [session, restored]);

  if (!restored) {
    return null;
  }
  if (session === null) {
    return <SignInPage wasSignedIn={wasSignedIn} />;
  }
  return (
    <ClientProvider key={`${session.user.id} ${session.device}`} session={session}>
      <Messenger />
    </ClientProvider>
  );
}
