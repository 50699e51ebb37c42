import type { UserId } from '../wire/ids.ts';

export interface User {
  readonly id: UserId;
  readonly username: string;
  readonly displayName?: string | null;
}

/** One signed-in device. */
export interface Session {
  readonly user: User;
  readonly device: string;
  readonly accessToken: string;
  /** By this machine's clock, which is only ever compared with itself. */
  readonly accessTokenExpiresAt: number;
  readonly refreshToken: string;
}

export interface TokenAnswer {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
  readonly user?: User;
  readonly device?: { readonly id: string };
}

export function sessionOf(answer: TokenAnswer, before: Session | null, now: number): Session {
  const user = answer.user ?? before?.user;
  if (user === undefined) {
    throw new Error('the server did not say who signed in');
  }
  return {
    user,
    device: answer.device?.id ?? before?.device ?? '',
    accessToken: answer.accessToken,
    accessTokenExpiresAt: now + answer.expiresIn * 1000,
    refreshToken: answer.refreshToken,
  };
}
