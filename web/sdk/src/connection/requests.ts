import { DewberryError } from '../wire/errors.ts';
import type { ServerFrame } from '../wire/frames.ts';

interface Waiting {
  readonly resolve: (frame: ServerFrame) => void;
  readonly reject: (error: DewberryError) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Requests that wait for their answer. */
export class Requests {
  readonly #waiting = new Map<string, Waiting>();
  readonly #timeoutMs: number;
  #lastId = 0;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  open(): { readonly id: string; readonly answer: Promise<ServerFrame> } {
    const id = String(++this.#lastId);
    const answer = new Promise<ServerFrame>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new DewberryError('timeout', 'the server did not answer in time'));
      }, this.#timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
    });
    return { id, answer };
  }

  /** Whether the frame was the answer to a request. */
  settle(frame: ServerFrame): boolean {
    const id = 'id' in frame ? frame.id : undefined;
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || waiting === undefined) {
      return false;
    }
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    if (frame.type === 'error') {
      waiting.reject(new DewberryError(frame.code, frame.message ?? frame.code, frame.retryAfterMs ?? null));
    } else {
      waiting.resolve(frame);
    }
    return true;
  }

  failAll(error: DewberryError): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject, timer } of all) {
      clearTimeout(timer);
      reject(error);
    }
  }
}
