import { randomUUID } from 'node:crypto';

export interface Account {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly password: string;
}

export interface SignedIn {
  readonly user: Account;
  readonly session: string;
  readonly device: string;
}

export class Accounts {
  /** How long new access tokens live. */
  tokenSeconds = 600;
  readonly byId = new Map<string, Account>();
  readonly #byName = new Map<string, Account>();
  readonly #sessions = new Map<string, SignedIn>();
  readonly #access = new Map<string, { session: string; expiresAt: number }>();
  readonly #refresh = new Map<string, string>();
  #lastId = 7000;

  register(username: string, password: string, displayName?: string): Account | null {
    const name = username.toLowerCase();
    if (this.#byName.has(name)) {
      return null;
    }
    const id = String(++this.#lastId);
    const account = { id, username: name, displayName: displayName ?? name, password };
    this.byId.set(id, account);
    this.#byName.set(name, account);
    return account;
  }

  /** As the owner's back end does: names that exist give their ids. */
  batch(users: readonly { username: string; displayName?: string }[]): object[] {
    return users.map(({ username, displayName }) => {
      const known = this.#byName.get(username.toLowerCase());
      const { id } = known ?? this.register(username, randomUUID(), displayName)!;
      return { id, username: username.toLowerCase() };
    });
  }

  tokenFor(id: string): object | null {
    const user = this.byId.get(id);
    if (user === undefined) {
      return null;
    }
    const session = { user, session: randomUUID(), device: String(this.#sessions.size + 1) };
    this.#sessions.set(session.session, session);
    return { user: id, ...this.#issue(session.session) };
  }

  logIn(username: string, password: string): object | null {
    const user = this.#byName.get(username.toLowerCase());
    if (user === undefined || user.password !== password) {
      return null;
    }
    const session = { user, session: randomUUID(), device: String(this.#sessions.size + 1) };
    this.#sessions.set(session.session, session);
    return { ...this.#issue(session.session), user: profile(user), device: { id: session.device } };
  }

  refresh(token: string): object | null {
    const session = this.#refresh.get(token);
    this.#refresh.delete(token);
    return session === undefined || !this.#sessions.has(session) ? null : this.#issue(session);
  }

  signedIn(token: string): SignedIn | null {
    const access = this.#access.get(token);
    return access === undefined || access.expiresAt < Date.now() ? null : (this.#sessions.get(access.session) ?? null);
  }

  end(session: string): void {
    this.#sessions.delete(session);
  }

  search(text: string): object[] {
    const wanted = text.toLowerCase();
    return [...this.byId.values()]
      .filter(({ username, displayName }) => username.includes(wanted) || displayName.toLowerCase().includes(wanted))
      .slice(0, 20)
      .map(profile);
  }

  /** Lets all access tokens expire now. */
  expireTokens(): void {
    this.#access.clear();
  }

  #issue(session: string): object {
    const accessToken = `access-${randomUUID()}`;
    const refreshToken = `refresh-${randomUUID()}`;
    this.#access.set(accessToken, { session, expiresAt: Date.now() + this.tokenSeconds * 1000 });
    this.#refresh.set(refreshToken, session);
    return { accessToken, expiresIn: this.tokenSeconds, refreshToken };
  }
}

export function profile({ id, username, displayName }: Account): object {
  return { id, username, displayName };
}
