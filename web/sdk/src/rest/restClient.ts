import type { Entries } from '../connection/entries.ts';
import { DewberryError, type ErrorCode } from '../wire/errors.ts';

export interface Tokens {
  /** A token that is good for a while; `stale` names one that the server has just refused. */
  accessToken(stale?: string): Promise<string>;
}

export interface RestOptions {
  readonly entries: Entries;
  readonly fetch?: typeof fetch;
  /** Of one attempt. 15 s; 3.5 s where there is another address to go to. */
  readonly timeoutMs?: number;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const PATIENCE_MS = 15_000;
const PATIENCE_OF_SEVERAL_MS = 3500;

/** JSON over HTTP, with problem details turned into `DewberryError`. */
export class RestClient {
  readonly #options: RestOptions;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  /** A call without a token: registering, signing in. */
  call<T>(method: Method, path: string, body?: unknown): Promise<T> {
    return this.#send<T>(method, path, body, null);
  }

  /** A call with a token; one that was refused is renewed once. */
  async callAs<T>(tokens: Tokens, method: Method, path: string, body?: unknown): Promise<T> {
    const token = await tokens.accessToken();
    try {
      return await this.#send<T>(method, path, body, token);
    } catch (thrown) {
      if (!(thrown instanceof DewberryError) || thrown.code !== 'unauthenticated') {
        throw thrown;
      }
      return this.#send<T>(method, path, body, await tokens.accessToken(token));
    }
  }

  async #send<T>(method: Method, path: string, body: unknown, token: string | null): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
    }
    if (token !== null) {
      headers['Authorization'] = `Bearer ${token}`;
    }
    const response = await this.#fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    if (!response.ok) {
      throw await problemOf(response);
    }
    const text = await response.text().catch(() => {
      throw new DewberryError('network', 'the answer broke off');
    });
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /**
   * Of several addresses, one that gives no answer is followed by the next. A `POST` may have been done already, so only
   * those that sign in are repeated; after another one the next call goes to the next address.
   */
  async #fetch(path: string, request: RequestInit): Promise<Response> {
    const { entries, timeoutMs } = this.#options;
    const fetcher = this.#options.fetch ?? globalThis.fetch.bind(globalThis);
    const patience = timeoutMs ?? (entries.count > 1 ? PATIENCE_OF_SEVERAL_MS : PATIENCE_MS);
    const repeatable = request.method === 'GET' || path === '/auth/login' || path === '/auth/refresh';
    for (let left = repeatable ? entries.count : 1; left > 0; left--) {
      const entry = entries.current;
      try {
        return await fetcher(`${entry}/api/v1${path}`, { ...request, signal: AbortSignal.timeout(patience) });
      } catch {
        entries.failed(entry);
      }
    }
    throw new DewberryError('network', 'the server cannot be reached');
  }
}

async function problemOf(response: Response): Promise<DewberryError> {
  const problem = (await response.json().catch(() => ({}))) as { code?: ErrorCode; detail?: string };
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : null;
  return new DewberryError(problem.code ?? codeOf(response.status), problem.detail ?? response.statusText, retryAfterMs);
}

/** For answers that do not come from Dewberry itself but from a proxy on the way. */
function codeOf(status: number): ErrorCode {
  switch (status) {
    case 401:
      return 'unauthenticated';
    case 403:
      return 'forbidden';
    case 404:
      return 'not_found';
    case 413:
      return 'too_large';
    case 429:
      return 'rate_limited';
    case 502:
    case 503:
    case 504:
      return 'busy';
    default:
      return status >= 500 ? 'internal' : 'bad_frame';
  }
}
