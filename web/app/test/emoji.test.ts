import { describe, expect, it } from 'vitest';
import { isOnlyEmoji } from '../src/chat/emoji.ts';

describe('isOnlyEmoji', () => {
  it('knows a few emoji, however they are put together', () => {
    for (const text of ['👍', '❤️', '🎉 🎉', '👨‍👩‍👧‍👦🇨🇳👍🏽', '1️⃣']) {
      expect(isOnlyEmoji(text), text).toBe(true);
    }
  });

  it('takes nothing else, and no crowds', () => {
    for (const text of ['', ' ', '1', '#', 'ok 👍', '好👍', '👍'.repeat(7), '👍'.repeat(4000)]) {
      expect(isOnlyEmoji(text), text.slice(0, 10)).toBe(false);
    }
  });
});
