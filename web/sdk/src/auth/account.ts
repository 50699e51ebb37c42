import type { RestClient, Tokens } from '../rest/restClient.ts';
import type { KeyValueStore } from '../storage/keyValueStore.ts';
import { Observable } from '../util/observable.ts';
import { DewberryError } from '../wire/errors.ts';
import { sessionOf, type Session, type TokenAnswer, type User } from './session.ts';

const KEY = 'dewberry.session';
/** A token this close to its end is renewed first, so that it does not expire on its way. */
const EXPIRY_MARGIN_MS = 30_000;

export interface Device {
  readonly name: string;
  readonly kind: string;
}

/** Who is signed in on this device: signs in and out, stays signed in, renews tokens. Shared by all tabs. */
export class Account implements Tokens {
  readonly session = new Observable<Session | null>(null);
  readonly #rest: RestClient;
  readonly #store: KeyValueStore;
  #renewal: Promise<string> | null = null;

  constructor(rest: RestClient, store: KeyValueStore) {
    this.#rest = rest;
    this.#store = store;
    store.watch?.((key) => {
      if (key === KEY) {
        void this.restore();
      }
    });
  }

  /** Reads what an earlier visit, or another tab, has stored. */
  async restore(): Promise<Session | null> {
    const stored = await this.#store.get(KEY);
    this.session.set(stored === null ? null : (JSON.parse(stored) as Session));
    return this.session.get();
  }

  async register(username: string, password: string, displayName: string): Promise<User> {
    const body = { username, password, displayName: displayName === '' ? undefined : displayName };
    const answer = await this.#rest.call<{ user: User }>('POST', '/auth/register', body);
    return answer.user;
  }

  async signIn(username: string, password: string, device: Device): Promise<Session> {
    const body = { username, password, device };
    const answer = await this.#rest.call<TokenAnswer>('POST', '/auth/login', body);
    return this.#keep(sessionOf(answer, null, Date.now()));
  }

  /** Ends the session on the server where it can be reached, and here in any case. */
  async signOut(): Promise<void> {
    try {
      await this.#rest.callAs(this, 'POST', '/auth/logout');
    } catch {
      // The person wants to be signed out here; the server ends the session when its tokens expire.
    }
    await this.forget();
  }

  async forget(): Promise<void> {
    await this.#store.delete(KEY);
    this.session.set(null);
  }

  async accessToken(stale?: string): Promise<string> {
    const session = this.session.get();
    if (session === null) {
      throw new DewberryError('signed_out', 'nobody is signed in');
    }
    if (session.accessToken !== stale && session.accessTokenExpiresAt - EXPIRY_MARGIN_MS > Date.now()) {
      return session.accessToken;
    }
    this.#renewal ??= exclusively(() => this.#renew(stale)).finally(() => (this.#renewal = null));
    return this.#renewal;
  }

  async #renew(stale: string | undefined): Promise<string> {
    const known = this.session.get();
    const stored = await this.restore();
    if (stored === null) {
      throw new DewberryError('signed_out', 'nobody is signed in');
    }
    const renewedByAnotherTab = stored.refreshToken !== known?.refreshToken && stored.accessToken !== stale;
    if (renewedByAnotherTab && stored.accessTokenExpiresAt - EXPIRY_MARGIN_MS > Date.now()) {
      return stored.accessToken;
    }
    try {
      const answer = await this.#rest.call<TokenAnswer>('POST', '/auth/refresh', { refreshToken: stored.refreshToken });
      return (await this.#keep(sessionOf(answer, stored, Date.now()))).accessToken;
    } catch (thrown) {
      if (thrown instanceof DewberryError && ['unauthenticated', 'bad_credentials'].includes(thrown.code)) {
        await this.forget();
        throw new DewberryError('signed_out', 'the session has ended');
      }
      throw thrown;
    }
  }

  async #keep(session: Session): Promise<Session> {
    await this.#store.set(KEY, JSON.stringify(session));
    this.session.set(session);
    return session;
  }
}

/** A refresh token can be spent once, so only one tab at a time may do it. */
function exclusively<T>(action: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  return locks === undefined ? action() : (locks.request('dewberry.refresh', action) as Promise<T>);
}
