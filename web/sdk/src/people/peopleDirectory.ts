import type { User } from '../auth/session.ts';
import type { RestClient, Tokens } from '../rest/restClient.ts';
import { Observable } from '../util/observable.ts';
import { DewberryError } from '../wire/errors.ts';
import type { UserId } from '../wire/ids.ts';

const AT_ONCE = 4;
const RETRY_MS = 5000;

/** Names of people, fetched when somebody needs them and kept. */
export class PeopleDirectory {
  readonly people = new Observable<ReadonlyMap<UserId, User>>(new Map());
  readonly #rest: RestClient;
  readonly #tokens: Tokens;
  readonly #asked = new Set<UserId>();
  readonly #queue: UserId[] = [];
  #running = 0;

  constructor(rest: RestClient, tokens: Tokens) {
    this.#rest = rest;
    this.#tokens = tokens;
  }

  /** Makes sure that these names will come; those that an earlier visit left are refreshed once. */
  need(users: Iterable<UserId>): void {
    for (const user of users) {
      if (!this.#asked.has(user)) {
        this.#asked.add(user);
        this.#queue.push(user);
      }
    }
    this.#work();
  }

  put(users: readonly User[]): void {
    if (users.length > 0) {
      this.people.update((all) => {
        const next = new Map(all);
        users.forEach((user) => next.set(user.id, user));
        return next;
      });
    }
  }

  async search(text: string): Promise<readonly User[]> {
    type Answer = readonly User[] | { readonly users?: readonly User[]; readonly items?: readonly User[] };
    const path = `/users?q=${encodeURIComponent(text)}`;
    const answer = await this.#rest.callAs<Answer>(this.#tokens, 'GET', path);
    const found = 'length' in answer ? answer : (answer.users ?? answer.items ?? []);
    this.put(found);
    return found;
  }

  #work(): void {
    while (this.#running < AT_ONCE && this.#queue.length > 0) {
      this.#running++;
      void this.#fetch(this.#queue.shift()!).finally(() => {
        this.#running--;
        this.#work();
      });
    }
  }

  async #fetch(user: UserId): Promise<void> {
    try {
      this.put([await this.#rest.callAs<User>(this.#tokens, 'GET', `/users/${user}`)]);
    } catch (thrown) {
      if (!(thrown instanceof DewberryError) || thrown.code !== 'not_found') {
        setTimeout(() => {
          this.#queue.push(user);
          this.#work();
        }, RETRY_MS);
      }
    }
  }
}
