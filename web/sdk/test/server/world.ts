import type { Content, LogEvent, Mark } from '../../src/index.ts';
import { isCountable } from '../../src/wire/content.ts';
import type { ConversationItem } from '../../src/wire/frames.ts';

export interface Refusal {
  readonly error: string;
}

interface Member {
  active: boolean;
  role: 'owner' | 'admin' | 'member';
  delivered: number;
  read: number;
}

export interface Log {
  readonly id: string;
  readonly kind: 'direct' | 'group';
  name: string | null;
  readonly events: LogEvent[];
  readonly members: Map<string, Member>;
  /** Rises with each change of anything, over all logs: what a cursor names. */
  changed: number;
}

/** The conversations of the in-memory server: what a database would hold, so it outlives a restart of the gateway. */
export class World {
  epoch = 'epoch-1';
  readonly logs = new Map<string, Log>();
  readonly #sends = new Map<string, { to: string; content: string; event: LogEvent }>();
  readonly #userExists: (id: string) => boolean;
  #change = 0;
  #lastGroup = 0;
  #lastEvent = 77_000;

  constructor(userExists: (id: string) => boolean) {
    this.#userExists = userExists;
  }

  send(from: string, to: string, clientId: string, content: Content): Refusal | { event: LogEvent; duplicate: boolean } {
    const key = `${from} ${clientId}`;
    const first = this.#sends.get(key);
    if (first !== undefined) {
      const same = first.to === to && first.content === JSON.stringify(content);
      return same ? { event: first.event, duplicate: true } : { error: 'conflict' };
    }
    if (content.kind !== 'text' || content.text.length === 0) {
      return { error: content.kind === 'text' ? 'bad_frame' : 'unsupported' };
    }
    if ([...content.text].length > 8000) {
      return { error: 'too_large' };
    }
    const log = this.#logFor(from, to);
    if (log === null) {
      return { error: 'not_found' };
    }
    const event = this.#append(log, from, content, clientId);
    this.#sends.set(key, { to, content: JSON.stringify(content), event });
    return { event, duplicate: false };
  }

  createGroup(owner: string, name: string, members: readonly string[]): LogEvent {
    const id = `g:${++this.#lastGroup}`;
    const log: Log = { id, kind: 'group', name, events: [], members: new Map(), changed: 0 };
    for (const user of new Set([owner, ...members])) {
      log.members.set(user, { active: true, role: user === owner ? 'owner' : 'member', delivered: 0, read: 0 });
    }
    this.logs.set(id, log);
    return this.#append(log, owner, { kind: 'group', name, memberCount: log.members.size });
  }

  addMember(group: string, by: string, user: string): Refusal | LogEvent {
    const log = this.logs.get(group);
    if (log?.kind !== 'group' || !this.isMember(log, by) || !this.#userExists(user)) {
      return { error: 'not_found' };
    }
    if (log.members.get(by)?.role === 'member') {
      return { error: 'forbidden' };
    }
    const before = log.members.get(user);
    log.members.set(user, { active: true, role: 'member', delivered: before?.delivered ?? 0, read: before?.read ?? 0 });
    return this.#append(log, by, { kind: 'member', users: [user], change: 'invite' });
  }

  /** The event, and those who get it: the one removed gets it as the last one. */
  removeMember(group: string, by: string, user: string): Refusal | LogEvent {
    const log = this.logs.get(group);
    const member = log?.members.get(user);
    if (log?.kind !== 'group' || !this.isMember(log, by) || member?.active !== true) {
      return { error: 'not_found' };
    }
    if (by !== user && log.members.get(by)?.role === 'member') {
      return { error: 'forbidden' };
    }
    const event = this.#append(log, by, { kind: 'member', users: [user], change: by === user ? 'leave' : 'remove' });
    member.active = false;
    return event;
  }

  /** Returns the mark where it moved. */
  mark(user: string, conversation: string, kind: 'read' | 'delivered', seq: number): Mark | null {
    const log = this.logs.get(conversation);
    const member = log?.members.get(user);
    if (log === undefined || member?.active !== true) {
      return null;
    }
    const cut = Math.min(seq, log.events.length);
    const delivered = Math.max(member.delivered, cut);
    const read = kind === 'read' ? Math.max(member.read, cut) : member.read;
    if (delivered === member.delivered && read === member.read) {
      return null;
    }
    Object.assign(member, { delivered, read });
    log.changed = ++this.#change;
    return { user, delivered, read };
  }

  sync(user: string, cursor: string | null, events: number, limit: number): object {
    const after = Number(cursor ?? 0);
    const changed = [...this.logs.values()]
      .filter((log) => log.members.has(user) && log.changed > after)
      .sort((a, b) => a.changed - b.changed);
    const page = changed.slice(0, limit);
    const more = changed.length > page.length;
    return {
      items: page.map((log) => this.#item(log, user, events)),
      cursor: String(more ? page.at(-1)!.changed : this.#change),
      more,
    };
  }

  history(user: string, id: string, after: number | undefined, before: number | undefined, limit: number): Refusal | object {
    const log = this.logs.get(id);
    if (log === undefined && id.startsWith('d:') && id.split(':').includes(user)) {
      return { conversation: id, events: [], more: false };
    }
    if (log === undefined || !this.isMember(log, user)) {
      return { error: 'not_found' };
    }
    const range = log.events.filter(({ seq }) => seq > (after ?? 0) && seq < (before ?? Number.MAX_SAFE_INTEGER));
    const events = after === undefined ? range.slice(-limit) : range.slice(0, limit);
    return {
      conversation: id,
      events: events.map((event) => seenBy(user, event)),
      more: range.length > events.length,
    };
  }

  members(user: string, id: string, after: string, limit: number): Refusal | object {
    const log = this.logs.get(id);
    if (log === undefined || !this.isMember(log, user)) {
      return { error: 'not_found' };
    }
    const active = [...log.members].filter(([, member]) => member.active).map(([id, { role }]) => ({ user: id, role }));
    const rising = active.sort((a, b) => (BigInt(a.user) < BigInt(b.user) ? -1 : 1));
    const rest = rising.filter((member) => BigInt(member.user) > BigInt(after));
    const items = rest.slice(0, limit);
    const next = rest.length > limit ? items.at(-1)!.user : null;
    return { conversation: id, memberCount: active.length, items, next };
  }

  isMember(log: Log, user: string): boolean {
    return log.members.get(user)?.active === true;
  }

  #item(log: Log, user: string, events: number): ConversationItem {
    const me = log.members.get(user)!;
    if (!me.active) {
      return { conversation: log.id, left: true };
    }
    const unread = log.events.filter(
      ({ seq, from, content }) => seq > me.read && from !== user && isCountable(content),
    ).length;
    const active = [...log.members].filter(([, member]) => member.active);
    return {
      conversation: log.id,
      kind: log.kind,
      name: log.name,
      headSeq: log.events.length,
      readSeq: me.read,
      deliveredSeq: me.delivered,
      unread,
      // Above 100 members, marks are nobody else's.
      marks: active.length > 100 ? [] : active.map(([id, { delivered, read }]) => ({ user: id, delivered, read })),
      events: events === 0 ? [] : log.events.slice(-events).map((event) => seenBy(user, event)),
    };
  }

  #logFor(from: string, to: string): Log | null {
    const log = this.logs.get(to);
    if (log !== undefined) {
      return this.isMember(log, from) ? log : null;
    }
    const [kind, a, b] = to.split(':');
    const users = [a ?? '', b ?? ''];
    if (kind !== 'd' || !users.includes(from) || !users.every(this.#userExists)) {
      return null;
    }
    const members = new Map(users.map((user) => [user, { active: true, role: 'member' as const, delivered: 0, read: 0 }]));
    const made: Log = { id: to, kind: 'direct', name: null, events: [], members, changed: 0 };
    this.logs.set(to, made);
    return made;
  }

  #append(log: Log, from: string, content: Content, clientId?: string): LogEvent {
    const seq = log.events.length + 1;
    const event = { conversation: log.id, seq, event: String(++this.#lastEvent), from, at: Date.now(), content, clientId };
    log.events.push(event);
    log.changed = ++this.#change;
    const sender = log.members.get(from);
    if (sender !== undefined) {
      Object.assign(sender, { read: seq, delivered: seq });
    }
    return event;
  }
}

export function seenBy(user: string, event: LogEvent): LogEvent {
  return event.from === user ? event : { ...event, clientId: undefined };
}
