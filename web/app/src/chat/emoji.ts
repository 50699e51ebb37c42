const MOST = 6;
/** As a string, since the flag `v` is younger than the syntax that this is compiled to. */
const ONLY_EMOJI = emojiPattern();
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Whether a text is a few emoji and nothing else: such a text is shown large. */
export function isOnlyEmoji(text: string): boolean {
  const dense = text.replace(/\s+/gu, '');
  // The longest emoji, a family of flags and skin tones, has some twenty UTF-16 units.
  if (dense === '' || dense.length > MOST * 24 || ONLY_EMOJI === null || !ONLY_EMOJI.test(dense)) {
    return false;
  }
  return [...segmenter.segment(dense)].length <= MOST;
}

/** `null` where the browser does not know sets of strings: there emoji stay small. */
function emojiPattern(): RegExp | null {
  try {
    return new RegExp('^\\p{RGI_Emoji}+$', 'v');
  } catch {
    return null;
  }
}
