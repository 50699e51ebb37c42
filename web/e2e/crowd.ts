import { ulid } from '@dewberry/sdk';

interface Member {
  readonly id: string;
  readonly token: string;
  readonly name: string;
}

/** What an application's back end does by REST: accounts and tokens for many, groups, and messages without a socket. */
export class Crowd {
  readonly #url: string;
  readonly #admin: string;

  private constructor(url: string, admin: string) {
    this.#url = url;
    this.#admin = admin;
  }

  static async of(url: string): Promise<Crowd> {
    const username = process.env['DEWBERRY_ADMIN_USERNAME'] ?? 'admin';
    const password = process.env['DEWBERRY_ADMIN_PASSWORD'] ?? 'only for tests';
    if (process.env['DEWBERRY_URL'] === undefined) {
      // The in-memory server has no administrator but asks for somebody who is signed in.
      await call(url, '', 'POST', '/auth/register', { username, password }).catch(() => undefined);
    }
    const device = { name: 'tests', kind: 'test' };
    const { accessToken } = await call<{ accessToken: string }>(url, '', 'POST', '/auth/login', { username, password, device });
    return new Crowd(url, accessToken);
  }

  /** People whose names end in their number, `Name 001` first. */
  async people(name: string, count: number): Promise<readonly Member[]> {
    const suffix = Math.random().toString(36).slice(2, 8);
    const wanted = Array.from({ length: count }, (_, i) => {
      const number = String(i + 1).padStart(3, '0');
      return { username: `${name.toLowerCase()}.${suffix}.${number}`, displayName: `${name} ${number}` };
    });
    const { users } = await this.#asAdmin<{ users: { id: string }[] }>('/admin/users:batch', { users: wanted });
    const { tokens } = await this.#asAdmin<{ tokens: { user: string; accessToken: string }[] }>('/admin/tokens:batch', {
      users: users.map(({ id }) => id),
    });
    return tokens.map(({ user, accessToken }, i) => ({ id: user, token: accessToken, name: wanted[i]!.displayName }));
  }

  async idOf(username: string): Promise<string> {
    const { users } = await call<{ users: { id: string; username: string }[] }>(
      this.#url,
      this.#admin,
      'GET',
      `/users?q=${username}`,
    );
    return users.find((user) => user.username === username)!.id;
  }

  async group(owner: Member, name: string, members: readonly string[]): Promise<string> {
    const body = { name, members, clientId: ulid() };
    const { conversation } = await call<{ conversation: string }>(this.#url, owner.token, 'POST', '/groups', body);
    return conversation;
  }

  async say(speaker: Member, conversation: string, text: string): Promise<void> {
    const body = { clientId: ulid(), content: { kind: 'text', text } };
    await call(this.#url, speaker.token, 'POST', `/conversations/${conversation}/events`, body);
  }

  #asAdmin<T>(path: string, body: object): Promise<T> {
    return call<T>(this.#url, this.#admin, 'POST', path, body);
  }
}

async function call<T>(url: string, token: string, method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...(token === '' ? {} : { Authorization: `Bearer ${token}` }) },
    body: body === undefined ? null : JSON.stringify(body),
  });
  // Somebody who says so much so fast has to wait now and then.
  if (response.status === 429) {
    const { retryAfterMs } = (await response.json()) as { retryAfterMs: number };
    await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
    return call(url, token, method, path, body);
  }
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  }
  return (await response.json()) as T;
}
