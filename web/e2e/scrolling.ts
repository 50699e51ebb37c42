import type { Locator } from '@playwright/test';

export interface Scrolled {
  /** By how much a line that stayed in sight missed where it should be, in pixels. */
  readonly error: number;
  /** Every line that is drawn, from top to bottom. */
  readonly drawn: readonly Drawn[];
  /** The numbers of those of which anything shows. */
  readonly inSight: readonly number[];
}

export interface Drawn {
  readonly seq: number;
  readonly text: string;
}

/** Scrolls towards what is older, or by a negative number of pixels towards what is newer, until all has come to rest. */
export async function scrollUp(log: Locator, by: number): Promise<Scrolled> {
  return log.evaluate(async (element, distance) => {
    const rest = async (): Promise<void> => {
      let before = '';
      for (let same = 0; same < 4; ) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const now = `${element.scrollTop} ${element.scrollHeight} ${element.querySelector('.spinner') === null}`;
        same = now === before && element.querySelector('.spinner') === null ? same + 1 : 0;
        before = now;
      }
    };
    const drawn = (): readonly HTMLElement[] =>
      [...element.querySelectorAll<HTMLElement>('[data-seq]')].filter(
        (line) => line.closest('li')?.style.visibility !== 'hidden',
      );
    const places = (): Map<string, number> => {
      const frame = element.getBoundingClientRect();
      const found = new Map<string, number>();
      for (const line of drawn()) {
        const { top, bottom } = line.getBoundingClientRect();
        if (bottom > frame.top && top < frame.bottom) {
          found.set(line.dataset['seq']!, bottom);
        }
      }
      return found;
    };
    await rest();
    const before = places();
    const room = distance > 0 ? element.scrollTop : element.scrollHeight - element.clientHeight - element.scrollTop;
    const atEnd = room < Math.abs(distance);
    element.scrollBy({ top: -distance, behavior: 'instant' });
    await rest();
    const after = places();
    let error = 0;
    for (const [seq, place] of before) {
      const now = after.get(seq);
      if (now !== undefined && !atEnd) {
        error = Math.max(error, Math.abs(now - place - distance));
      }
    }
    const lines = drawn().map((line) => ({
      seq: Number(line.dataset['seq']),
      text: line.querySelector('.text')?.textContent ?? '',
    }));
    return { error, drawn: lines, inSight: [...after.keys()].map(Number) };
  }, by);
}
