import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Content, LogEvent, Mark } from '../../src/index.ts';
import type { Accounts, SignedIn } from './accounts.ts';
import { seenBy, type World } from './world.ts';

interface Open {
  readonly socket: WebSocket;
  who: SignedIn | null;
  background: boolean;
  watched: readonly string[];
}

/** What a test wants to go wrong. */
export interface Faults {
  /** Answers that many sends with `busy`, without committing. */
  busy: number;
  /** Commits that many sends, and loses the answer. */
  lostAcks: number;
  /** Keeps that many events from the sockets that should get them. */
  lostEvents: number;
}

/** Frames come from a client and may be anything. */
type Frame = any;

/** The sockets of the in-memory gateway. */
export class Sockets {
  readonly faults: Faults = { busy: 0, lostAcks: 0, lostEvents: 0 };
  /** Every frame that clients have sent, for tests to look at. */
  readonly received: Frame[] = [];
  readonly #accounts: Accounts;
  readonly #world: World;
  readonly #open = new Set<Open>();

  constructor(accounts: Accounts, world: World) {
    this.#accounts = accounts;
    this.#world = world;
  }

  accept(socket: WebSocket): void {
    const open: Open = { socket, who: null, background: false, watched: [] };
    this.#open.add(open);
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Frame;
      this.received.push(frame);
      this.#handle(open, frame);
    });
    socket.on('close', () => {
      this.#open.delete(open);
      this.#presenceChanged(open.who);
    });
  }

  get count(): number {
    return [...this.#open].filter((open) => open.who !== null).length;
  }

  closeAll(code: number): void {
    this.#open.forEach(({ socket }) => socket.close(code));
  }

  /** As a network does: without a word. */
  cutAll(): void {
    this.#open.forEach(({ socket }) => socket.terminate());
  }

  broadcast(frame: object): void {
    this.#open.forEach(({ socket }) => socket.send(JSON.stringify(frame)));
  }

  endSession(session: string): void {
    this.#open.forEach((open) => open.who?.session === session && open.socket.close(4401));
  }

  audience(conversation: string): string[] {
    const log = this.#world.logs.get(conversation);
    return [...(log?.members ?? [])].filter(([, member]) => member.active).map(([user]) => user);
  }

  publish(event: LogEvent, audience: readonly string[], except: Open | null): void {
    if (this.faults.lostEvents > 0) {
      this.faults.lostEvents--;
      return;
    }
    for (const open of this.#of(audience)) {
      if (open !== except) {
        this.#write(open, { type: 'event', ...seenBy(open.who!.user.id, event) });
      }
    }
  }

  #handle(open: Open, frame: Frame): void {
    if (frame.type === 'hello') {
      this.#hello(open, frame);
    } else if (open.who === null) {
      open.socket.close(4400);
    } else {
      this.#command(open, open.who.user.id, frame);
    }
  }

  #hello(open: Open, frame: Frame): void {
    const who = this.#accounts.signedIn(frame.token);
    if (who === null) {
      this.#write(open, { type: 'error', id: frame.id, code: 'unauthenticated', message: 'sign in' });
      open.socket.close(4401);
      return;
    }
    open.who = who;
    open.background = frame.background === true;
    this.#write(open, {
      type: 'welcome',
      id: frame.id,
      user: { id: who.user.id, username: who.user.username },
      device: who.device,
      session: randomUUID(),
      epoch: this.#world.epoch,
      time: Date.now(),
      heartbeatSeconds: 60,
      limits: { frameBytes: 65536, sendsPerSecond: 20 },
    });
    this.#presenceChanged(who);
  }

  #command(open: Open, me: string, frame: Frame): void {
    const { id, conversation } = frame;
    switch (frame.type) {
      case 'send':
        return this.#send(open, me, frame);
      case 'sync': {
        const page = this.#world.sync(me, frame.cursor, frame.events ?? 20, frame.limit ?? 50);
        return this.#write(open, { type: 'conversations', id, ...page });
      }
      case 'history': {
        const page = this.#world.history(me, conversation, frame.after, frame.before, frame.limit ?? 50);
        const refused = 'error' in page;
        return this.#write(open, refused ? { type: 'error', id, code: page.error } : { type: 'events', id, ...page });
      }
      case 'read':
      case 'delivered':
        return this.#marked(conversation, this.#world.mark(me, conversation, frame.type, frame.seq), open);
      case 'typing':
        for (const other of this.#of(this.audience(conversation))) {
          if (other.who!.user.id !== me && !other.background) {
            this.#write(other, { type: 'typing', conversation, user: me, on: frame.on });
          }
        }
        return;
      case 'watch':
        open.watched = frame.users;
        return this.#write(open, { type: 'presence', id, items: frame.users.map((user: string) => this.#presence(user)) });
      case 'status':
        open.background = frame.status === 'away';
        return this.#presenceChanged(open.who);
      case 'ping':
        return this.#write(open, { type: 'pong', time: Date.now() });
      default:
        return this.#write(open, { type: 'error', id, code: 'unsupported' });
    }
  }

  #send(open: Open, me: string, frame: Frame): void {
    if (this.faults.busy > 0) {
      this.faults.busy--;
      return this.#write(open, { type: 'error', id: frame.id, code: 'busy', retryAfterMs: 50 });
    }
    const result = this.#world.send(me, frame.to.conversation, frame.clientId, frame.content as Content);
    if ('error' in result) {
      return this.#write(open, { type: 'error', id: frame.id, code: result.error, message: result.error });
    }
    const { conversation, seq, event, at } = result.event;
    const lost = this.faults.lostAcks > 0;
    if (lost) {
      this.faults.lostAcks--;
    } else {
      const duplicate = result.duplicate ? true : undefined;
      this.#write(open, { type: 'ack', id: frame.id, conversation, seq, event, at, duplicate });
    }
    if (!result.duplicate) {
      this.publish(result.event, this.audience(conversation), open);
    }
  }

  #marked(conversation: string, mark: Mark | null, except: Open): void {
    if (mark !== null) {
      for (const open of this.#of(this.audience(conversation))) {
        if (open !== except) {
          this.#write(open, { type: 'mark', conversation, ...mark });
        }
      }
    }
  }

  #presence(user: string): object {
    const theirs = [...this.#open].filter((open) => open.who?.user.id === user);
    const status = theirs.length === 0 ? 'offline' : theirs.every((open) => open.background) ? 'away' : 'online';
    return { user, status, lastSeen: Date.now() };
  }

  #presenceChanged(who: SignedIn | null): void {
    if (who !== null) {
      for (const open of this.#open) {
        if (open.watched.includes(who.user.id) && !open.background) {
          this.#write(open, { type: 'presence', items: [this.#presence(who.user.id)] });
        }
      }
    }
  }

  #of(users: readonly string[]): Open[] {
    return [...this.#open].filter((open) => open.who !== null && users.includes(open.who.user.id));
  }

  #write(open: Open, frame: object): void {
    if (open.socket.readyState === open.socket.OPEN) {
      open.socket.send(JSON.stringify(frame));
    }
  }
}
