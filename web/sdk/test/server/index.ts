import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { Accounts } from './accounts.ts';
import { Rest } from './rest.ts';
import { Sockets } from './sockets.ts';
import { World } from './world.ts';

/**
 * A small server that speaks the client protocol from memory: for the SDK's own tests, and for work on the app without
 * the services. Accounts and conversations outlive `restart`, as they would in a database.
 */
export class InMemoryServer {
  readonly accounts = new Accounts();
  readonly world = new World((id) => this.accounts.byId.has(id));
  readonly sockets = new Sockets(this.accounts, this.world);
  readonly #rest: Rest;
  #http: Server | null = null;
  #port = 0;

  constructor(staticFolder: string | null = null) {
    this.#rest = new Rest(this.accounts, this.world, this.sockets, staticFolder);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(port: number = this.#port): Promise<void> {
    const http = createServer((request, response) => void this.#rest.handle(request, response));
    const upgrades = new WebSocketServer({ server: http, path: '/ws', handleProtocols: () => 'dewberry.v1' });
    upgrades.on('connection', (socket) => this.sockets.accept(socket));
    await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
    this.#port = (http.address() as AddressInfo).port;
    this.#http = http;
  }

  /** As a gateway that is drained: a word before, then the close code. */
  async drain(): Promise<void> {
    this.sockets.broadcast({ type: 'goaway', reason: 'restart', retryAfterMs: [100, 600] });
    this.sockets.closeAll(4503);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await this.stop();
  }

  async restart(downMs: number): Promise<void> {
    await this.drain();
    await new Promise((resolve) => setTimeout(resolve, downMs));
    await this.start();
  }

  async stop(): Promise<void> {
    const http = this.#http;
    this.#http = null;
    this.sockets.cutAll();
    http?.closeAllConnections();
    await new Promise<void>((resolve) => (http === null ? resolve() : http.close(() => resolve())));
  }
}
