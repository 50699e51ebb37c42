import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { profile, type Accounts, type SignedIn } from './accounts.ts';
import type { Sockets } from './sockets.ts';
import type { Refusal, World } from './world.ts';
import type { Content, LogEvent } from '../../src/index.ts';

const STATUS: Record<string, number> = { not_found: 404, conflict: 409, too_large: 413, forbidden: 403, busy: 503 };
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

type Body = Record<string, unknown>;

/** The part of the REST interface that the SDK uses, and the built app at `/`. */
export class Rest {
  readonly #accounts: Accounts;
  readonly #world: World;
  readonly #sockets: Sockets;
  readonly #staticFolder: string | null;
  readonly #groupsMade = new Map<string, string>();

  constructor(accounts: Accounts, world: World, sockets: Sockets, staticFolder: string | null) {
    this.#accounts = accounts;
    this.#world = world;
    this.#sockets = sockets;
    this.#staticFolder = staticFolder;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!url.pathname.startsWith('/api/v1/')) {
      await this.#file(url.pathname, response);
      return;
    }
    const body = await bodyOf(request);
    const path = decodeURIComponent(url.pathname.slice('/api/v1'.length));
    this.#route(`${request.method} ${path}`, url, body, tokenOf(request), response);
  }

  #route(call: string, url: URL, body: Body, token: string, response: ServerResponse): void {
    switch (call) {
      case 'POST /auth/register': {
        const user = this.#accounts.register(String(body.username), String(body.password), body.displayName as string);
        return user === null ? problem(response, 409, 'username_taken') : json(response, 201, { user: profile(user) });
      }
      case 'POST /auth/login': {
        const answer = this.#accounts.logIn(String(body.username), String(body.password));
        return answer === null ? problem(response, 401, 'bad_credentials') : json(response, 200, answer);
      }
      case 'POST /auth/refresh': {
        const answer = this.#accounts.refresh(String(body.refreshToken));
        return answer === null ? problem(response, 401, 'unauthenticated') : json(response, 200, answer);
      }
    }
    const who = this.#accounts.signedIn(token);
    if (who === null) {
      return problem(response, 401, 'unauthenticated');
    }
    return this.#signedIn(call, url, body, who, response);
  }

  #signedIn(call: string, url: URL, body: Body, who: SignedIn, response: ServerResponse): void {
    const me = who.user.id;
    if (call === 'POST /auth/logout') {
      this.#accounts.end(who.session);
      this.#sockets.endSession(who.session);
      return json(response, 204, null);
    }
    if (call === 'GET /users') {
      return json(response, 200, { users: this.#accounts.search(url.searchParams.get('q') ?? '') });
    }
    const user = /^GET \/users\/(\w+)$/.exec(call)?.[1];
    if (user !== undefined) {
      const found = this.#accounts.byId.get(user === 'me' ? me : user);
      return found === undefined ? problem(response, 404, 'not_found') : json(response, 200, profile(found));
    }
    if (call === 'POST /admin/users:batch') {
      return json(response, 200, { users: this.#accounts.batch(body.users as { username: string }[]) });
    }
    if (call === 'POST /admin/tokens:batch') {
      return json(response, 200, { tokens: (body.users as string[]).map((id) => this.#accounts.tokenFor(id)) });
    }
    if (call === 'POST /groups') {
      return json(response, 201, { conversation: this.#createGroup(me, body) });
    }
    const [, method, group, member] = /^(PUT|DELETE) \/groups\/(g:\d+)\/members\/(\d+)$/.exec(call) ?? [];
    if (method !== undefined) {
      const change = method === 'PUT' ? 'addMember' : 'removeMember';
      const members = this.#sockets.audience(group!);
      return this.#publish(this.#world[change](group!, me, member!), members, response);
    }
    const [, get, conversation, part] = /^(GET|POST) \/conversations\/([dg]:[\d:]+)\/(members|events)$/.exec(call) ?? [];
    if (get === 'GET' && part === 'members') {
      const limit = Number(url.searchParams.get('limit') ?? 100);
      const page = this.#world.members(me, conversation!, url.searchParams.get('after') ?? '0', limit);
      return 'error' in page ? problem(response, 404, 'not_found') : json(response, 200, page);
    }
    if (get === 'POST' && part === 'events') {
      return this.#send(me, conversation!, body, response);
    }
    return problem(response, 404, 'not_found');
  }

  #send(me: string, conversation: string, body: Body, response: ServerResponse): void {
    const result = this.#world.send(me, conversation, String(body.clientId), body.content as Content);
    if ('error' in result) {
      return problem(response, STATUS[result.error] ?? 400, result.error);
    }
    if (!result.duplicate) {
      this.#sockets.publish(result.event, this.#sockets.audience(conversation), null);
    }
    const { seq, event, at } = result.event;
    return json(response, 201, { conversation, seq, event, at });
  }

  #createGroup(me: string, body: Body): string {
    const key = `${me} ${String(body.clientId)}`;
    const made = this.#groupsMade.get(key);
    if (made !== undefined) {
      return made;
    }
    const event = this.#world.createGroup(me, String(body.name), body.members as string[]);
    this.#groupsMade.set(key, event.conversation);
    this.#sockets.publish(event, this.#sockets.audience(event.conversation), null);
    return event.conversation;
  }

  #publish(result: Refusal | LogEvent, before: readonly string[], response: ServerResponse): void {
    if ('error' in result) {
      return problem(response, STATUS[result.error] ?? 400, result.error);
    }
    const audience = new Set([...before, ...this.#sockets.audience(result.conversation)]);
    this.#sockets.publish(result, [...audience], null);
    return json(response, 204, null);
  }

  async #file(path: string, response: ServerResponse): Promise<void> {
    const name = path === '/' ? 'index.html' : normalize(path).replace(/^(\.\.[/\\])+/, '');
    try {
      if (this.#staticFolder === null) {
        throw new Error('no app');
      }
      const bytes = await readFile(join(this.#staticFolder, name));
      response.writeHead(200, {
        'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream',
        'Content-Security-Policy': "default-src 'self'",
      });
      response.end(bytes);
    } catch {
      problem(response, 404, 'not_found');
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
  }
  return text === '' ? {} : (JSON.parse(text) as Body);
}

function tokenOf(request: IncomingMessage): string {
  return (request.headers.authorization ?? '').replace('Bearer ', '');
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(body === null ? undefined : JSON.stringify(body));
}

function problem(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'Content-Type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', status, code, detail: code }));
}
