import { MAX_TEXT_CHARACTERS } from '@dewberry/sdk';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { useClient } from '../app/ClientProvider.tsx';
import { useT } from '../i18n/I18nProvider.tsx';
import { IconButton } from '../ui/IconButton.tsx';

/** What was begun in each conversation and not sent, as long as the page lives. */
const drafts = new Map<string, string>();

export function Composer({ conversation }: { conversation: string }): ReactElement {
  const t = useT();
  const client = useClient();
  const [text, setText] = useState(() => drafts.get(conversation) ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  const tooMany = Math.max(0, [...text.trim()].length - MAX_TEXT_CHARACTERS);

  useEffect(() => {
    drafts.set(conversation, text);
  }, [conversation, text]);
  useEffect(() => {
    // On a phone the keyboard would jump up and hide what one came to read.
    if (matchMedia('(hover: hover)').matches) {
      field.current?.focus();
    }
    return () => client.typing.stopped(conversation);
  }, [client, conversation]);
  useLayoutEffect(() => growToContent(field.current), [text]);

  const change = (value: string): void => {
    setText(value);
    if (value.trim() === '') {
      client.typing.stopped(conversation);
    } else {
      client.typing.keystroke(conversation);
    }
  };
  const send = (): void => {
    if (text.trim() !== '' && tooMany === 0) {
      client.sendText(conversation, text.trim());
      setText('');
    }
    field.current?.focus();
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        aria-label={t('compose.label')}
        placeholder={t('compose.placeholder')}
        rows={1}
        value={text}
        enterKeyHint="send"
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (isSendingKey(event)) {
            event.preventDefault();
            send();
          }
        }}
      />
      <IconButton
        className="send"
        type="submit"
        icon="send"
        label={t('compose.send')}
        disabled={text.trim() === '' || tooMany > 0}
      />
      {tooMany > 0 && (
        <p className="error" role="alert">
          {t.count('compose.tooLong', tooMany)}
        </p>
      )}
    </form>
  );
}

/**
 * Enter sends, Shift+Enter breaks the line. While an input method composes (pinyin, kana, hangul), Enter belongs to it. Some
 * browsers end the composition before they tell of the key, and only the old key code 229 gives it away.
 */
function isSendingKey(event: KeyboardEvent): boolean {
  const composing = event.nativeEvent.isComposing || event.keyCode === 229;
  return event.key === 'Enter' && !event.shiftKey && !event.altKey && !composing;
}

function growToContent(field: HTMLTextAreaElement | null): void {
  if (field !== null) {
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  }
}
