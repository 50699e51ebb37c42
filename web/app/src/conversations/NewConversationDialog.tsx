import { useState, type ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { openConversation } from '../app/router.ts';
import { NewGroup } from '../groups/NewGroup.tsx';
import { useT } from '../i18n/I18nProvider.tsx';
import { Avatar } from '../people/Avatar.tsx';
import { PeopleFinder } from '../people/PeopleFinder.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import type { IconName } from '../ui/Icon.tsx';

export function NewConversationDialog({ onClose }: { onClose: () => void }): ReactElement {
  const t = useT();
  const client = useClient();
  const [group, setGroup] = useState(false);
  const open = (conversation: string): void => {
    openConversation(conversation);
    onClose();
  };
  if (group) {
    return (
      <Dialog key="group" title={t('new.group')} onClose={onClose} onBack={() => setGroup(false)}>
        <NewGroup onCreated={open} />
      </Dialog>
    );
  }
  return (
    <Dialog key="person" title={t('new.title')} onClose={onClose}>
      <PeopleFinder
        onChoose={(user) => open(client.openDirect(user.id))}
        without={[client.me]}
        autoFocus
      />
      <ul className="rows">
        <Shortcut icon="group" text={t('new.group')} onChoose={() => setGroup(true)} />
        <Shortcut icon="note" text={t('people.noteToSelf')} onChoose={() => open(client.openDirect(client.me))} />
      </ul>
    </Dialog>
  );
}

function Shortcut({ icon, text, onChoose }: { icon: IconName; text: string; onChoose: () => void }): ReactElement {
  return (
    <li>
      <button type="button" className="row" onClick={onChoose}>
        <Avatar id={icon} name={text} icon={icon} />
        <span className="row-title">{text}</span>
      </button>
    </li>
  );
}
