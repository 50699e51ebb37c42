const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_LENGTH = 16;

let lastTime = 0;
let lastRandom: number[] = [];

/**
 * A ULID: 48 bits of time, 80 random bits. Sorted by time, which keeps the server's dedupe index compact; those of one page
 * rise strictly, also within a millisecond, so that unsent messages can be put in order by them.
 */
export function ulid(now: number = Date.now()): string {
  if (now > lastTime) {
    lastTime = now;
    // 256 is a multiple of 32, so the remainder is not skewed.
    lastRandom = Array.from(crypto.getRandomValues(new Uint8Array(RANDOM_LENGTH)), (byte) => byte % 32);
  } else {
    lastRandom = plusOne(lastRandom);
  }
  return timePart(lastTime) + lastRandom.map((digit) => ALPHABET.charAt(digit)).join('');
}

function timePart(time: number): string {
  let text = '';
  for (let rest = time; text.length < 10; rest = Math.floor(rest / 32)) {
    text = ALPHABET.charAt(rest % 32) + text;
  }
  return text;
}

function plusOne(digits: readonly number[]): number[] {
  const next = [...digits];
  for (let i = next.length - 1; i >= 0; i--) {
    next[i] = (next[i]! + 1) % 32;
    if (next[i] !== 0) {
      break;
    }
  }
  return next;
}
