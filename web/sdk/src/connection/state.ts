/** What the connection is doing, for the status line of an app. */
export type ConnectionState =
  | { readonly phase: 'stopped'; readonly reason: StopReason }
  | { readonly phase: 'connecting'; readonly attempt: number }
  | { readonly phase: 'waiting'; readonly attempt: number; readonly until: number }
  | { readonly phase: 'online' };

export type StopReason = 'idle' | 'signedOut' | 'banned' | 'tooManySockets';
