import type { ReactElement } from 'react';

const LINK = /\bhttps?:\/\/[^\s<>"'，。；！？、）】》]+/giu;
const TRAILING = /[.,;:!?)\]}]+$/u;

/** Text as text; only web addresses become links. Nothing in it is ever read as HTML. */
export function LinkedText({ text }: { text: string }): ReactElement {
  const parts: (string | ReactElement)[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const href = match[0].replace(TRAILING, '');
    parts.push(text.slice(end, match.index));
    parts.push(
      <a key={match.index} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {href}
      </a>,
    );
    end = match.index + href.length;
  }
  parts.push(text.slice(end));
  return <>{parts}</>;
}
