/** What a client does after the server closed the socket with a code. */
export type AfterClose =
  | { readonly action: 'reconnect' }
  | { readonly action: 'backOff' }
  | { readonly action: 'renewToken' }
  | { readonly action: 'stop'; readonly reason: 'banned' | 'tooManySockets' };

export function afterClose(code: number): AfterClose {
  switch (code) {
    case 4401:
      return { action: 'renewToken' };
    case 4403:
      return { action: 'stop', reason: 'banned' };
    case 4409:
      return { action: 'stop', reason: 'tooManySockets' };
    // 1009 and 4400 say that this SDK has a bug: trying again at once would only repeat it.
    case 1009:
    case 4400:
    case 4429:
      return { action: 'backOff' };
    default:
      return { action: 'reconnect' };
  }
}
