import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Account, directConversation, Entries, MemoryStore, partnerOf, RestClient, ulid } from '../src/index.ts';
import { Heartbeat } from '../src/connection/heartbeat.ts';
import { Lane } from '../src/sending/lane.ts';
import type { Pending } from '../src/index.ts';
import { Backoff } from '../src/util/backoff.ts';
import { afterClose } from '../src/wire/closeCodes.ts';

describe('ulid', () => {
  it('has 26 characters and rises, also within a millisecond', () => {
    const made = Array.from({ length: 500 }, () => ulid());
    expect(new Set(made).size).toBe(500);
    expect([...made].sort()).toEqual(made);
    expect(made.every((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toBe(true);
  });
});

describe('Backoff', () => {
  it('spreads over the whole of a growing range, up to a cap', () => {
    const longest = new Backoff({ baseMs: 100, capMs: 1000, random: () => 1 });
    expect([1, 2, 3, 4, 5, 6].map(() => longest.next())).toEqual([100, 200, 400, 800, 1000, 1000]);
    const shortest = new Backoff({ baseMs: 100, capMs: 1000, random: () => 0 });
    expect([shortest.next(), shortest.next()]).toEqual([0, 0]);
  });
});

describe('conversation ids', () => {
  it('put the numerically smaller user first, beyond what a number can hold', () => {
    expect(directConversation('9001', '7421')).toBe('d:7421:9001');
    expect(directConversation('9007199254740993', '9007199254740992')).toBe('d:9007199254740992:9007199254740993');
  });

  it('tell the other side', () => {
    expect(partnerOf('d:1:2', '2')).toBe('1');
    expect(partnerOf('d:1:1', '1')).toBe('1');
    expect(partnerOf('g:5', '1')).toBeNull();
  });
});

describe('close codes', () => {
  it('say what to do', () => {
    expect(afterClose(4401)).toEqual({ action: 'renewToken' });
    expect(afterClose(4403)).toEqual({ action: 'stop', reason: 'banned' });
    expect(afterClose(4409)).toEqual({ action: 'stop', reason: 'tooManySockets' });
    expect([1009, 4400, 4429].map((code) => afterClose(code).action)).toEqual(['backOff', 'backOff', 'backOff']);
    expect([1006, 4408, 4430, 4503].map((code) => afterClose(code).action)).toEqual(Array(4).fill('reconnect'));
  });
});

describe('Heartbeat', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('breaks silence by a ping, and gives up without an answer', () => {
    const ping = vi.fn();
    const dead = vi.fn();
    const heartbeat = new Heartbeat({ probeMs: 1000, ping, dead });
    heartbeat.start(60_000);
    vi.advanceTimersByTime(29_000);
    heartbeat.signOfLife();
    vi.advanceTimersByTime(29_000);
    expect(ping).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1500);
    expect(ping).toHaveBeenCalledOnce();
    heartbeat.signOfLife();
    vi.advanceTimersByTime(1500);
    expect(dead).not.toHaveBeenCalled();
    vi.advanceTimersByTime(31_000);
    expect(dead).toHaveBeenCalledOnce();
  });
});

describe('Lane', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const pending = (clientId: string): Pending => ({
    clientId,
    conversation: 'd:1:2',
    content: { kind: 'text', text: clientId },
    createdAt: 0,
    failed: null,
  });

  it('repeats every send that was answered busy, also one whose answer came late', async () => {
    const sent: string[] = [];
    const answers = new Map<string, (delayMs: number | null) => void>();
    const lane = new Lane(({ clientId }) => {
      sent.push(clientId);
      return new Promise((resolve) => answers.set(clientId, resolve));
    });
    lane.add(pending('a'));
    lane.add(pending('b'));
    answers.get('a')!(50);
    await vi.advanceTimersByTimeAsync(10);
    lane.add(pending('c'));
    expect(sent).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(50);
    expect(sent).toEqual(['a', 'b', 'a', 'c']);
    answers.get('b')!(50);
    await vi.advanceTimersByTimeAsync(60);
    expect(sent).toEqual(['a', 'b', 'a', 'c', 'b']);
  });

  it('sends everything again on a new connection, and no longer what was given up', async () => {
    const sent: string[] = [];
    const lane = new Lane(async ({ clientId }) => {
      sent.push(clientId);
      return 50;
    });
    ['a', 'b'].forEach((clientId) => lane.add(pending(clientId)));
    await vi.advanceTimersByTimeAsync(1);
    lane.drop('a');
    await vi.advanceTimersByTimeAsync(55);
    expect(sent).toEqual(['a', 'b', 'b']);
    lane.restart([pending('b'), pending('c')]);
    expect(sent).toEqual(['a', 'b', 'b', 'b', 'c']);
  });
});

describe('Entries', () => {
  it('stay where they are until the current one fails, and go round', () => {
    const entries = new Entries('http://one/', 'http://two');
    expect(entries.current).toBe('http://one');
    entries.failed('http://two');
    expect(entries.current).toBe('http://one');
    entries.failed('http://one');
    entries.failed('http://one');
    expect(entries.current).toBe('http://two');
    entries.failed('http://two');
    expect(entries.current).toBe('http://one');
  });

  it('are at least one', () => {
    expect(() => new Entries()).toThrow(RangeError);
  });
});

describe('RestClient', () => {
  const clientOf = (entries: Entries, called: string[]): RestClient => {
    const dead = (async (url: string) => {
      called.push(url);
      if (url.startsWith('http://one')) {
        throw new TypeError('nobody there');
      }
      return Response.json({ fine: true });
    }) as unknown as typeof fetch;
    return new RestClient({ entries, fetch: dead });
  };

  it('asks the next address where one gives no answer, and stays there', async () => {
    const called: string[] = [];
    const rest = clientOf(new Entries('http://one', 'http://two'), called);
    expect(await rest.call('GET', '/x')).toEqual({ fine: true });
    await rest.call('POST', '/auth/login', {});
    expect(called).toEqual(['http://one/api/v1/x', 'http://two/api/v1/x', 'http://two/api/v1/auth/login']);
  });

  it('repeats no POST that may have been done, but has moved on for the next call', async () => {
    const called: string[] = [];
    const rest = clientOf(new Entries('http://one', 'http://two'), called);
    await expect(rest.call('POST', '/groups', {})).rejects.toMatchObject({ code: 'network' });
    await rest.call('POST', '/groups', {});
    expect(called).toEqual(['http://one/api/v1/groups', 'http://two/api/v1/groups']);
  });

  it('gives up where none answers', async () => {
    const called: string[] = [];
    const rest = clientOf(new Entries('http://one', 'http://one/b'), called);
    await expect(rest.call('GET', '/x')).rejects.toMatchObject({ code: 'network' });
    expect(called).toHaveLength(2);
  });
});

describe('Account', () => {
  const user = { id: '1', username: 'ann' };
  let answers: Record<string, () => Response>;
  let calls: string[];
  let store: MemoryStore;
  let account: Account;

  const pair = (n: number, expiresIn = 600): Response =>
    Response.json({ accessToken: `a${n}`, refreshToken: `r${n}`, expiresIn, user, device: { id: '9' } });

  const problem = (status: number, code: string): Response => Response.json({ code }, { status });

  function newAccount(): Account {
    const fake = (async (url: string) => {
      const path = url.replace('http://one/api/v1', '');
      calls.push(path);
      return answers[path]!();
    }) as unknown as typeof fetch;
    return new Account(new RestClient({ entries: new Entries('http://one'), fetch: fake }), store);
  }

  beforeEach(() => {
    calls = [];
    store = new MemoryStore();
    answers = { '/auth/login': () => pair(1, 10), '/auth/refresh': () => pair(2) };
    account = newAccount();
  });

  it('stays signed in over a reload', async () => {
    await account.signIn('ann', 'secret', { name: 'test', kind: 'test' });
    expect((await newAccount().restore())?.user).toEqual(user);
  });

  it('renews a token that is about to expire, once for all who ask', async () => {
    await account.signIn('ann', 'secret', { name: 'test', kind: 'test' });
    expect(await Promise.all([account.accessToken(), account.accessToken()])).toEqual(['a2', 'a2']);
    expect(calls).toEqual(['/auth/login', '/auth/refresh']);
  });

  it('takes the token that another tab has renewed', async () => {
    await account.signIn('ann', 'secret', { name: 'test', kind: 'test' });
    const otherTab = newAccount();
    await otherTab.restore();
    await otherTab.accessToken();
    expect(await account.accessToken()).toBe('a2');
    expect(calls.filter((path) => path === '/auth/refresh')).toHaveLength(1);
  });

  it('signs out when the server no longer knows the session', async () => {
    await account.signIn('ann', 'secret', { name: 'test', kind: 'test' });
    answers['/auth/refresh'] = () => problem(401, 'unauthenticated');
    await expect(account.accessToken()).rejects.toMatchObject({ code: 'signed_out' });
    expect(account.session.get()).toBeNull();
  });

  it('stays signed in when the server cannot say', async () => {
    await account.signIn('ann', 'secret', { name: 'test', kind: 'test' });
    answers['/auth/refresh'] = () => problem(503, 'busy');
    await expect(account.accessToken()).rejects.toMatchObject({ code: 'busy' });
    expect(account.session.get()).not.toBeNull();
  });

  it('tells what a problem document says', async () => {
    answers['/auth/login'] = () =>
      Response.json({ code: 'rate_limited', detail: 'slow down' }, { status: 429, headers: { 'Retry-After': '7' } });
    await expect(account.signIn('ann', 'x', { name: 'test', kind: 'test' })).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 7000,
    });
  });
});
