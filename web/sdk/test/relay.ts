import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Another way to a server, which can be cut, or go silent: it then takes what comes and passes nothing on. */
export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #silent = false;
  connections = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(address: string): Promise<Relay> {
    const port = Number(new URL(address).port);
    const server = createServer();
    const relay = new Relay(server);
    server.on('connection', (near) => relay.#join(near, port));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  silence(): void {
    this.#silent = true;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  #join(near: Socket, port: number): void {
    this.connections++;
    const far = createConnection(port, '127.0.0.1');
    this.#pass(near, far);
    this.#pass(far, near);
  }

  #pass(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('data', (bytes) => this.#silent || to.write(bytes));
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    from.on('error', () => undefined);
  }
}
