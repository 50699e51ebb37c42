import { WebSocket as NodeWebSocket } from 'ws';
import { Account, DewberryClient, Entries, memoryStorage, RestClient, type Storage } from '../src/index.ts';
import type { InMemoryServer } from './server/index.ts';

// The Node.js versions that we build with have no WebSocket of their own.
globalThis.WebSocket = NodeWebSocket as unknown as typeof WebSocket;

const PASSWORD = 'correct horse battery';

export const QUICK = { backoff: { baseMs: 20, capMs: 100 }, requestTimeoutMs: 300, probeMs: 200 };

/** Somebody who has an account; `client` makes one more device of theirs. */
export class Person {
  readonly #server: InMemoryServer;
  readonly #clients: DewberryClient[] = [];
  readonly id: string;
  readonly username: string;

  constructor(server: InMemoryServer, username: string) {
    this.#server = server;
    this.username = username;
    this.id = server.accounts.register(username, PASSWORD)!.id;
  }

  /** @param before addresses that the client is to try first */
  async client(storage: Storage = memoryStorage(), ...before: readonly string[]): Promise<DewberryClient> {
    const entries = new Entries(...before, this.#server.url);
    const rest = new RestClient({ entries });
    const account = new Account(rest, storage.durable);
    const session =
      (await account.restore()) ?? (await account.signIn(this.username, PASSWORD, { name: 'test', kind: 'test' }));
    const client = new DewberryClient({ session, account, rest, storage, entries, timing: QUICK });
    this.#clients.push(client);
    await client.start();
    return client;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) {
      await client.stop();
    }
  }
}

/** The texts of a conversation in the order of the log. */
export function texts(client: DewberryClient, conversation: string): string[] {
  return (client.conversations.get(conversation)?.events ?? []).map(({ content }) =>
    content.kind === 'text' ? content.text : content.kind,
  );
}

export function unsent(client: DewberryClient, conversation: string): number {
  return client.outbox.pending.get().get(conversation)?.length ?? 0;
}
