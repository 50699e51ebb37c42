import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deliveryState, directConversation, memoryStorage, shownEvents, type DewberryClient } from '../src/index.ts';
import { Person, texts, unsent } from './harness.ts';
import { Relay } from './relay.ts';
import { InMemoryServer } from './server/index.ts';

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000, interval: 10 });

describe('DewberryClient', () => {
  let server: InMemoryServer;
  let ann: Person;
  let ben: Person;
  let direct: string;

  beforeEach(async () => {
    server = new InMemoryServer();
    await server.start();
    ann = new Person(server, 'ann');
    ben = new Person(server, 'ben');
    direct = directConversation(ann.id, ben.id);
  });

  afterEach(async () => {
    await ann.stop();
    await ben.stop();
    await server.stop();
  });

  it('carries a text from one person to another', async () => {
    const a = await ann.client();
    const b = await ben.client();
    a.sendText(direct, 'hello');
    await until(() => expect(texts(b, direct)).toEqual(['hello']));
    await until(() => expect(texts(a, direct)).toEqual(['hello']));
    expect(unsent(a, direct)).toBe(0);
    expect(b.conversations.get(direct)?.unread).toBe(1);
  });

  it('pages through the members of a group that is too big for marks', async () => {
    const a = await ann.client();
    const crowd = Array.from({ length: 120 }, (_, i) => server.accounts.register(`crowd${i}`, 'no password')!.id);
    const group = await a.groups.create('Big', crowd, 'once');
    await until(() => expect(a.conversations.get(group)?.headSeq).toBe(1));
    const first = await a.groups.members(group, null, 100);
    const second = await a.groups.members(group, first.next, 100);
    expect(first.memberCount).toBe(121);
    expect(second.next).toBeNull();
    const all = [...first.items, ...second.items];
    expect(all.map(({ user }) => user)).toEqual([a.me, ...crowd].sort((x, y) => Number(x) - Number(y)));
    expect(all.filter(({ role }) => role === 'owner').map(({ user }) => user)).toEqual([a.me]);
    const b = await ben.client();
    await expect(b.groups.members(group, null, 100)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('goes from sent to delivered to read as the other marks', async () => {
    const a = await ann.client();
    a.sendText(direct, 'hello');
    const state = (): string => deliveryState(a.conversations.get(direct)!, 1, a.me);
    await until(() => expect(state()).toBe('sent'));
    const b = await ben.client();
    await until(() => expect(state()).toBe('delivered'));
    b.markRead(direct, 1);
    await until(() => expect(state()).toBe('read'));
    expect(b.conversations.get(direct)?.unread).toBe(0);
  });

  it('keeps the order of sends that went out at once', async () => {
    const a = await ann.client();
    const b = await ben.client();
    await until(() => expect(server.sockets.count).toBe(2));
    const sent = Array.from({ length: 30 }, (_, i) => `message ${i}`);
    sent.forEach((text) => a.sendText(direct, text));
    await until(() => expect(texts(b, direct)).toEqual(sent));
    await until(() => expect(texts(a, direct)).toEqual(sent));
  });

  it('repeats a send that was answered busy, and those behind it follow', async () => {
    const a = await ann.client();
    await until(() => expect(a.connection.isOnline).toBe(true));
    server.sockets.faults.busy = 2;
    ['one', 'two', 'three'].forEach((text) => a.sendText(direct, text));
    await until(() => expect([...texts(a, direct)].sort()).toEqual(['one', 'three', 'two']));
    expect(unsent(a, direct)).toBe(0);
  });

  it('commits a send once when its answer was lost', async () => {
    const a = await ann.client();
    const b = await ben.client();
    await until(() => expect(server.sockets.count).toBe(2));
    server.sockets.faults.lostAcks = 1;
    a.sendText(direct, 'once');
    await until(() => expect(unsent(a, direct)).toBe(0));
    expect(texts(a, direct)).toEqual(['once']);
    expect(texts(b, direct)).toEqual(['once']);
    expect(server.world.logs.get(direct)?.events).toHaveLength(1);
  });

  it('sends after a restart of the gateway what was written while it was away', async () => {
    const a = await ann.client();
    const b = await ben.client();
    await until(() => expect(server.sockets.count).toBe(2));
    const restarted = server.restart(300);
    await until(() => expect(a.connection.isOnline).toBe(false));
    a.sendText(direct, 'written while away');
    expect(unsent(a, direct)).toBe(1);
    await restarted;
    await until(() => expect(texts(b, direct)).toEqual(['written while away']));
    await until(() => expect(unsent(a, direct)).toBe(0));
  });

  describe('with several addresses', () => {
    let relay: Relay;

    beforeEach(async () => {
      relay = await Relay.to(server.url);
    });

    afterEach(() => relay.close());

    it('goes to the next within five seconds when one is cut off', async () => {
      const a = await ann.client(memoryStorage(), relay.url);
      const b = await ben.client();
      await until(() => expect(server.sockets.count).toBe(2));
      expect(relay.connections).toBeGreaterThan(0);
      const began = Date.now();
      relay.close();
      a.sendText(direct, 'by another way');
      await until(() => expect(texts(b, direct)).toEqual(['by another way']));
      expect(Date.now() - began).toBeLessThan(5000);
    });

    it('goes to the next within five seconds when one takes connections and says nothing', async () => {
      const a = await ann.client(memoryStorage(), relay.url);
      const b = await ben.client();
      await until(() => expect(server.sockets.count).toBe(2));
      relay.silence();
      const began = Date.now();
      a.sendText(direct, 'by another way');
      a.connection.hurry();
      await until(() => expect(texts(b, direct)).toEqual(['by another way']));
      expect(Date.now() - began).toBeLessThan(5000);
    });
  });

  it('keeps unsent messages over a reload', async () => {
    const storage = memoryStorage();
    const a = await ann.client(storage);
    await until(() => expect(a.connection.isOnline).toBe(true));
    await server.stop();
    a.sendText(direct, 'kept');
    await a.stop();
    await server.start();
    const again = await ann.client(storage);
    await until(() => expect(texts(again, direct)).toEqual(['kept']));
    expect(unsent(again, direct)).toBe(0);
  });

  it('fills a hole when a live event is missing', async () => {
    const a = await ann.client();
    const b = await ben.client();
    a.sendText(direct, 'one');
    await until(() => expect(texts(b, direct)).toEqual(['one']));
    server.sockets.faults.lostEvents = 1;
    ['two', 'three'].forEach((text) => a.sendText(direct, text));
    await until(() => expect(texts(b, direct)).toEqual(['one', 'two', 'three']));
  });

  it('syncs after resync', async () => {
    const a = await ann.client();
    const b = await ben.client();
    await until(() => expect(server.sockets.count).toBe(2));
    server.sockets.faults.lostEvents = 1;
    a.sendText(direct, 'missed');
    await until(() => expect(texts(a, direct)).toEqual(['missed']));
    expect(texts(b, direct)).toEqual([]);
    server.sockets.broadcast({ type: 'resync' });
    await until(() => expect(texts(b, direct)).toEqual(['missed']));
  });

  it('catches up with more than one page of what happened while it was away', async () => {
    const storage = memoryStorage();
    const b = await ben.client(storage);
    const a = await ann.client();
    a.sendText(direct, 'first');
    await until(() => expect(texts(b, direct)).toEqual(['first']));
    await b.stop();
    const sent = Array.from({ length: 60 }, (_, i) => `while away ${i}`);
    sent.forEach((text) => a.sendText(direct, text));
    await until(() => expect(unsent(a, direct)).toBe(0));
    const back = await ben.client(storage);
    await until(() => expect(texts(back, direct)).toEqual(['first', ...sent]));
    expect(back.conversations.get(direct)?.unread).toBe(61);
  });

  it('pages back to the beginning of the log', async () => {
    const a = await ann.client();
    await until(() => expect(a.connection.isOnline).toBe(true));
    const sent = Array.from({ length: 130 }, (_, i) => `message ${i}`);
    sent.forEach((text) => server.world.send(ben.id, direct, text, { kind: 'text', text }));
    server.sockets.broadcast({ type: 'resync' });
    await until(() => expect(texts(a, direct)).toHaveLength(20));
    await a.history.loadOlder(direct);
    expect(texts(a, direct)).toHaveLength(70);
    expect(a.conversations.get(direct)?.complete).toBe(false);
    await a.history.loadOlder(direct);
    await a.history.loadOlder(direct);
    expect(texts(a, direct)).toEqual(sent);
    expect(a.conversations.get(direct)?.complete).toBe(true);
  });

  describe('with more unread than a sync brings', () => {
    const count = 130;
    const sent = Array.from({ length: count }, (_, i) => `message ${i + 1}`);
    const reading = (client: DewberryClient): string[] =>
      shownEvents(client.conversations.get(direct)!).map(({ content }) => (content.kind === 'text' ? content.text : ''));

    async function annIsBack(): Promise<DewberryClient> {
      sent.forEach((text) => server.world.send(ben.id, direct, text, { kind: 'text', text }));
      server.world.mark(ann.id, direct, 'read', 30);
      const a = await ann.client();
      await until(() => expect(texts(a, direct)).toHaveLength(20));
      return a;
    }

    it('reads on from the first unread to the newest, and misses nothing that comes in meanwhile', async () => {
      const a = await annIsBack();
      await a.history.loadNewer(direct);
      expect(reading(a)).toEqual(sent.slice(15, 65));
      const b = await ben.client();
      b.sendText(direct, 'meanwhile');
      await until(() => expect(texts(a, direct).at(-1)).toBe('meanwhile'));
      expect(reading(a)).toEqual(sent.slice(15, 65));
      a.markRead(direct, 60);
      expect(a.conversations.get(direct)).toMatchObject({ readSeq: 60, unread: count - 60 + 1 });
      await a.history.loadOlder(direct);
      expect(reading(a)).toEqual(sent.slice(0, 65));
      expect(a.conversations.get(direct)?.complete).toBe(true);
      await a.history.loadNewer(direct);
      expect(texts(a, direct)).toEqual([...sent, 'meanwhile']);
      expect(a.conversations.get(direct)).toMatchObject({ around: [], complete: true });
      await a.history.loadNewer(direct);
      expect(texts(a, direct)).toEqual([...sent, 'meanwhile']);
    });

    it('stays with the newest when somebody went there while the first unread was asked for', async () => {
      const a = await annIsBack();
      const asked = a.history.loadNewer(direct);
      a.history.toNewest(direct);
      await asked;
      expect(a.conversations.get(direct)?.around).toEqual([]);
      expect(reading(a)).toEqual(sent.slice(110));
      await a.history.loadOlder(direct);
      expect(reading(a)).toEqual(sent.slice(60));
    });

    it('does not take an older page for the newest stretch when somebody went there meanwhile', async () => {
      const a = await annIsBack();
      await a.history.loadNewer(direct);
      const asked = a.history.loadOlder(direct);
      a.history.toNewest(direct);
      await asked;
      expect(a.conversations.get(direct)?.complete).toBe(false);
      expect(reading(a)).toEqual(sent.slice(110));
    });

    it('begins with the newest where retention has removed what was unread', async () => {
      const a = await annIsBack();
      server.world.logs.get(direct)!.events.splice(0, 110);
      await a.history.loadNewer(direct);
      expect(a.conversations.get(direct)).toMatchObject({ around: [], complete: true });
      expect(reading(a)).toEqual(sent.slice(110));
    });
  });

  it('keeps two connections of one person in step', async () => {
    const one = await ann.client();
    const two = await ann.client();
    const b = await ben.client();
    await until(() => expect(server.sockets.count).toBe(3));
    one.sendText(direct, 'from one');
    await until(() => expect(texts(two, direct)).toEqual(['from one']));
    b.sendText(direct, 'answer');
    await until(() => expect(two.conversations.get(direct)?.unread).toBe(1));
    one.markRead(direct, 2);
    await until(() => expect(two.conversations.get(direct)?.unread).toBe(0));
  });

  it('repeats its marks after welcome', async () => {
    const a = await ann.client();
    const b = await ben.client();
    await until(() => expect(server.sockets.count).toBe(2));
    a.sendText(direct, 'hello');
    await until(() => expect(texts(b, direct)).toEqual(['hello']));
    b.markRead(direct, 1);
    server.sockets.cutAll();
    await until(() => expect(deliveryState(a.conversations.get(direct)!, 1, a.me)).toBe('read'));
  });

  it('renews an expired token and comes back', async () => {
    const a = await ann.client();
    await until(() => expect(a.connection.isOnline).toBe(true));
    server.accounts.expireTokens();
    server.sockets.cutAll();
    await until(() => expect(a.connection.isOnline).toBe(false));
    await until(() => expect(a.connection.isOnline).toBe(true));
  });

  it('stops when the session was ended elsewhere', async () => {
    const storage = memoryStorage();
    const a = await ann.client(storage);
    await until(() => expect(a.connection.isOnline).toBe(true));
    const { session } = server.accounts.signedIn(JSON.parse((await storage.durable.get('dewberry.session'))!).accessToken)!;
    server.accounts.end(session);
    server.sockets.endSession(session);
    await until(() => expect(a.connection.state.get()).toEqual({ phase: 'stopped', reason: 'signedOut' }));
  });

  it('stops where another place has taken over, until it is told to go on', async () => {
    const a = await ann.client();
    await until(() => expect(a.connection.isOnline).toBe(true));
    server.sockets.closeAll(4409);
    await until(() => expect(a.connection.state.get()).toEqual({ phase: 'stopped', reason: 'tooManySockets' }));
    a.connection.start();
    await until(() => expect(a.connection.isOnline).toBe(true));
  });

  it('starts afresh with another epoch, and keeps what is unsent', async () => {
    const a = await ann.client();
    a.sendText(direct, 'before the restore');
    await until(() => expect(texts(a, direct)).toEqual(['before the restore']));
    await server.stop();
    a.sendText(direct, 'unsent');
    server.world.logs.clear();
    server.world.epoch = 'epoch-2';
    await server.start();
    await until(() => expect(texts(a, direct)).toEqual(['unsent']));
  });

  it('shows a refusal and lets the person decide', async () => {
    const a = await ann.client();
    await until(() => expect(a.connection.isOnline).toBe(true));
    const nobody = directConversation(ann.id, '999999');
    a.sendText(nobody, 'hello?');
    await until(() => expect(a.outbox.pending.get().get(nobody)?.[0]?.failed).toBe('not_found'));
    a.outbox.remove(nobody, a.outbox.pending.get().get(nobody)![0]!.clientId);
    expect(unsent(a, nobody)).toBe(0);
  });

  it('tells who is typing, and that they stopped', async () => {
    const a = await ann.client();
    const b = await ben.client();
    a.sendText(direct, 'hello');
    await until(() => expect(texts(b, direct)).toEqual(['hello']));
    b.typing.keystroke(direct);
    await until(() => expect(a.typing.typing.get().get(direct)).toEqual([ben.id]));
    b.typing.stopped(direct);
    await until(() => expect(a.typing.typing.get().get(direct)).toEqual([]));
  });

  it('sees others come and go', async () => {
    const a = await ann.client();
    a.presence.watch('list', [ben.id]);
    const status = (): string | undefined => a.presence.presence.get().get(ben.id)?.status;
    await until(() => expect(status()).toBe('offline'));
    const b = await ben.client();
    await until(() => expect(status()).toBe('online'));
    b.connection.setBackground(true);
    await until(() => expect(status()).toBe('away'));
    await b.stop();
    await until(() => expect(status()).toBe('offline'));
  });

  it('makes groups, and those who are added or removed learn of it', async () => {
    const a = await ann.client();
    const b = await ben.client();
    await until(() => expect(server.sockets.count).toBe(2));
    const group = await a.groups.create('Friends', [], 'G1');
    expect(await a.groups.create('Friends', [], 'G1')).toBe(group);
    await until(() => expect(a.conversations.get(group)?.name).toBe('Friends'));
    await a.groups.add(group, ben.id);
    await until(() => expect(b.conversations.get(group)?.name).toBe('Friends'));
    await until(() => expect([...a.conversations.get(group)!.marks.keys()]).toEqual([ann.id, ben.id]));
    await a.groups.remove(group, ben.id);
    await until(() => expect(b.conversations.get(group)?.left).toBe(true));
    await until(() => expect([...a.conversations.get(group)!.marks.keys()]).toEqual([ann.id]));
  });
});
