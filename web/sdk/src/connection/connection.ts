import type { Tokens } from '../rest/restClient.ts';
import { Backoff } from '../util/backoff.ts';
import { Observable } from '../util/observable.ts';
import { afterClose } from '../wire/closeCodes.ts';
import { DewberryError } from '../wire/errors.ts';
import type { RequestFrame, ServerFrame, SignalFrame, Welcome } from '../wire/frames.ts';
import { type Entries, socketUrl } from './entries.ts';
import { Heartbeat } from './heartbeat.ts';
import { Requests } from './requests.ts';
import type { ConnectionState, StopReason } from './state.ts';

export interface ConnectionOptions {
  readonly entries: Entries;
  readonly tokens: Tokens;
  readonly requestTimeoutMs?: number;
  /** From the first packet to `welcome`. 15 s; 3.5 s where there is another address to go to. */
  readonly connectTimeoutMs?: number;
  readonly backoff?: { readonly baseMs: number; readonly capMs: number };
  /** How long a probe of a possibly dead connection waits for a sign of life. */
  readonly probeMs?: number;
}

export interface ConnectionListener {
  /** After each successful `hello`. */
  onWelcome(welcome: Welcome): void;
  /** Every frame that is not the answer to a request, in the order of the wire. */
  onFrame(frame: ServerFrame): void;
}

const NORMAL_CLOSURE = 1000;
const PATIENCE_MS = 15_000;
const PATIENCE_OF_SEVERAL_MS = 3500;

/**
 * One WebSocket that is kept alive: it signs in by `hello`, comes back after a loss with full jitter, obeys `goaway` and
 * the close codes. Of several addresses, one that does not welcome it is followed by the next at once, until each has had its
 * turn. It knows nothing of conversations.
 */
export class Connection {
  readonly state = new Observable<ConnectionState>({ phase: 'stopped', reason: 'idle' });
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #backoff: Backoff;
  readonly #requests: Requests;
  readonly #heartbeat: Heartbeat;
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #goawayDelay: readonly [number, number] | null = null;
  #refusedToken: string | undefined;
  #token: string | undefined;
  #background = false;
  #entry = '';
  /** How many addresses in a row did not welcome us. */
  #unwelcome = 0;
  /** Rises with each attempt, so that late answers of an abandoned one are told apart. */
  #attempt = 0;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#backoff = new Backoff(options.backoff ?? { baseMs: 1000, capMs: 30_000 });
    this.#requests = new Requests(options.requestTimeoutMs ?? 12_000);
    this.#heartbeat = new Heartbeat({
      probeMs: options.probeMs ?? 8000,
      ping: () => this.#write({ type: 'ping' }),
      dead: () => this.#abandon(),
    });
  }

  get isOnline(): boolean {
    return this.state.get().phase === 'online';
  }

  start(): void {
    if (this.state.get().phase === 'stopped') {
      this.#backoff.reset();
      void this.#connect();
    }
  }

  stop(reason: StopReason = 'idle'): void {
    this.#attempt++;
    clearTimeout(this.#timer);
    this.#drop();
    this.state.set({ phase: 'stopped', reason });
  }

  /** Somebody expects the connection to be there: skips a wait, and checks a connection that looks open. */
  hurry(): void {
    const { phase } = this.state.get();
    if (phase === 'waiting' && this.#goawayDelay === null) {
      clearTimeout(this.#timer);
      void this.#connect();
    } else if (phase === 'online') {
      this.#heartbeat.probe();
    }
  }

  /** Whether nobody is looking: the server then shows the user as away and spares this socket typing and presence. */
  setBackground(background: boolean): void {
    if (this.#background !== background) {
      this.#background = background;
      this.post({ type: 'status', status: background ? 'away' : 'online' });
    }
  }

  /** Rejects with the server's error, or with `network` or `timeout`, which leave the outcome open. */
  async request<T extends ServerFrame>(frame: RequestFrame): Promise<T> {
    if (!this.isOnline) {
      throw new DewberryError('network', 'not connected');
    }
    return (await this.#ask(frame)) as T;
  }

  /** Sends what nobody answers; where there is no connection it is dropped. */
  post(frame: SignalFrame): boolean {
    return this.isOnline && this.#write(frame);
  }

  async #connect(): Promise<void> {
    const attempt = ++this.#attempt;
    this.state.set({ phase: 'connecting', attempt: this.#backoff.attempt });
    try {
      this.#token = await this.#options.tokens.accessToken(this.#refusedToken);
    } catch (thrown) {
      if (attempt !== this.#attempt) {
        return;
      }
      if (thrown instanceof DewberryError && thrown.code === 'signed_out') {
        this.stop('signedOut');
      } else {
        // The address that was asked for the token has moved on by itself.
        this.#unwelcomed();
      }
      return;
    }
    if (attempt === this.#attempt) {
      this.#open(attempt);
    }
  }

  #open(attempt: number): void {
    const { entries, connectTimeoutMs } = this.#options;
    this.#entry = entries.current;
    const socket = new WebSocket(socketUrl(this.#entry), 'dewberry.v1');
    this.#socket = socket;
    this.#goawayDelay = null;
    clearTimeout(this.#timer);
    const patience = connectTimeoutMs ?? (entries.count > 1 ? PATIENCE_OF_SEVERAL_MS : PATIENCE_MS);
    this.#timer = setTimeout(() => this.#abandon(), patience);
    socket.onopen = () => void this.#greet(attempt);
    socket.onmessage = (message) => this.#receive(message.data as string);
    socket.onclose = (close) => this.#closed(close.code);
    // `close` follows each error and says as much as a page may know.
    socket.onerror = () => undefined;
  }

  async #greet(attempt: number): Promise<void> {
    try {
      const hello: RequestFrame = { type: 'hello', token: this.#token ?? '', background: this.#background };
      await this.#ask(hello);
    } catch (thrown) {
      if (attempt !== this.#attempt) {
        return;
      }
      if (thrown instanceof DewberryError && thrown.code === 'unauthenticated') {
        this.#refusedToken = this.#token;
      }
      clearTimeout(this.#timer);
      // The server closes the socket and says why; where it does not, this one is of no use anyway.
      this.#timer = setTimeout(() => this.#abandon(), 1000);
    }
  }

  #welcomed(welcome: Welcome): void {
    clearTimeout(this.#timer);
    this.#refusedToken = undefined;
    this.#unwelcome = 0;
    this.#heartbeat.start(welcome.heartbeatSeconds * 1000);
    // Only a connection that holds shows that the trouble is over.
    this.#timer = setTimeout(() => this.#backoff.reset(), 5000);
    this.state.set({ phase: 'online' });
    this.#listener.onWelcome(welcome);
  }

  #receive(text: string): void {
    this.#heartbeat.signOfLife();
    const frame = JSON.parse(text) as ServerFrame;
    if (frame.type === 'goaway') {
      this.#goawayDelay = frame.retryAfterMs ?? [0, 5000];
      return;
    }
    if (frame.type === 'welcome') {
      this.#welcomed(frame);
    }
    if (!this.#requests.settle(frame)) {
      this.#listener.onFrame(frame);
    }
  }

  #ask(frame: RequestFrame): Promise<ServerFrame> {
    const { id, answer } = this.#requests.open();
    const { type, ...fields } = frame;
    this.#write({ type, id, ...fields });
    return answer;
  }

  #write(frame: object): boolean {
    if (this.#socket === null || this.#socket.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #closed(code: number): void {
    const wasOnline = this.isOnline;
    this.#drop();
    const next = afterClose(code);
    switch (next.action) {
      case 'stop':
        this.stop(next.reason);
        return;
      case 'renewToken':
        this.#refusedToken = this.#token;
        this.#wait(this.#backoff.next());
        return;
      case 'backOff':
        this.#wait(this.#backoff.within(5000, 30_000));
        return;
      case 'reconnect': {
        const range = this.#goawayDelay;
        if (range !== null) {
          this.#wait(this.#backoff.within(range[0], range[1]));
        } else if (wasOnline) {
          this.#wait(this.#backoff.next());
        } else {
          this.#failed();
        }
        return;
      }
    }
  }

  /** For a socket that gives no sign of life: its `close` event may take minutes. */
  #abandon(): void {
    const wasOnline = this.isOnline;
    this.#drop();
    if (wasOnline) {
      this.#wait(this.#backoff.next());
    } else {
      this.#failed();
    }
  }

  #failed(): void {
    this.#options.entries.failed(this.#entry);
    this.#unwelcomed();
  }

  #unwelcomed(): void {
    this.#unwelcome++;
    this.#wait(this.#unwelcome % this.#options.entries.count === 0 ? this.#backoff.next() : 0);
  }

  #wait(delayMs: number): void {
    this.#attempt++;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#goawayDelay = null;
      void this.#connect();
    }, delayMs);
    this.state.set({ phase: 'waiting', attempt: this.#backoff.attempt, until: Date.now() + delayMs });
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#heartbeat.stop();
    if (socket !== null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(NORMAL_CLOSURE);
    }
    this.#requests.failAll(new DewberryError('network', 'the connection was lost'));
  }
}
